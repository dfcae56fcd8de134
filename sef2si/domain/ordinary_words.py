"""Names that are other words too, and letters that schools write for other things: by themselves they name nobody.

“Green” alone is a colour and TA a teaching assistant, whoever is called Green or Tess Adams. So such a name is sought
only beside a title, an initial or the rest of the name, and such initials not at all.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_GIVEN = _words(
    """
    abbey amber angel art ash august autumn basil bay berry bill birch blaze blossom blue booker bow brandy breeze briar
    brook buck bud buddy candy carol cat chance charity chase chip christian clay cliff clover coral crystal cupid daisy
    dawn dean den destiny don dot drew duke earl eden ember eve faith fern flora forest frank gay gem gene ginger glory
    goldie grace grant guy hale harmony harp haven hazel heath heather henna holly honesty honey honor honour hope
    hunter iris ivory ivy jack jade jasmine jay jet jewel joy junior juniper kitty lance lane lark laurel leaf liberty
    lily lotus love lucky major margin mark max may melody mercy merry miles miracle misty moss noble oak ocean olive
    opal pansy pat patience pearl peg penny pepper pet petal petunia phoenix pierce pip piper plum poppy precious prince
    prudence queen rain raven red reed reef rich ripple river robin rock roman rose rosemary royal ruby rue rush rusty
    sabbath saffron sage sally sandy sapphire scarlet season serenity shade sheer sherry shiloh skip sky sonny sparrow
    spike star stew stone storm sunny sunshine tad teal thyme tiger tilly time topaz trinity trip tuesday unity val van
    velvet victor victory violet virtue ward west will willow win winter wolf wren zen
    """
)
_FAMILY = _words(
    """
    adder armour ball banks barber barker barn barrow bass beach bean bear bell bench best bird bishop black blackboard
    blood bloom board bolt bond book booth box boy brand bray bridge bridges bright broad brook brooks broom brown bull
    bunch burn burns bush butcher butler button cage camp cannon care carpenter case castle chalk chamber chambers
    chance chapel chaplain charge chase church clark clerk cliff cloud coach coal coin collar cook copper corn corner
    couch court crane creek crook cross crow crown dance darling day deal dear deer diamond doe dove down drake draper
    drew driver drum drummer dust early east elder ends english ever fair fall falls farmer field fields finch fine fish
    fisher fleet flood flower flowers fold foot ford foreman forest foster fountain fox franklin free freeman french
    frost fry full fuller garden gardener gate gates giant gift glass glover gold golding good gore grave graves gray
    green grey grove guest hall ham hammer hand hands handy hardy hare harvest hawk hay hayes hazard head heap heard
    heart hedge help herd heron high hill hills hind hogg holder holiday holland hollow home honey hood hook hope horn
    horse house hull hunt hunter hyde inch ireland irons judge just keen key keys kid king kings kitchen knight knot
    lake lamb lane large last law lawn laws leader leaf lean leap learned leather lemon levy light lime line link lion
    little lock lodge long longer lord love lovely low lower luck lust major man march mark marsh masters may mead
    meadow meadows mercer merchant mere merry mile milk mill miller mills mint mist moat mole money monk moody moon moor
    more morning moss mould mount mountain nail nash neat night nightingale noble north nurse oak oates offer old
    orchard order organ page pain painter palm park parks parrot part partridge pass pay peace peach peacock pear pears
    peel peer pen pepper perfect perry pick pickle pike pine piper place plain plant player pole pond pool poor pope
    porter post pot pound power powers preacher price pride priest prime prior prophet proud pull purchase quick rain
    rainbow ram ranger raven read reader reading ready reason reed rich rider ridge right ring rivers road robins rock
    roof rook room rooms root roper rose round row rule rush rust sage salmon salt sample sand sands savage say school
    sea seal seller sergeant service setter sharp shaw sheep shepherd shield ship shipman shoe shore short silver singer
    sister sleep sling small smart smith snow song south spark sparks sparrow speaker spear spence spring springs square
    squire stable stack staff stamp stand star stark steel steer stock stocks stone stones storey stout strange street
    strong style sugar summer summers sun swan sweet swift tailor teacher temple thorn tide tiller tree trees trigger
    trout true twin vale valentine vice vine wait walk walker wall walls ward warden ware warner watch water waters way
    weaver weeks well wells west wheat wheel wheeler white wild wilder wind winner winter wise wolf wood woods wool word
    words work workman worth wren wright yard york young younger
    """
)
_TIMES_AND_PLACES = _words(
    """
    africa april asia august austin autumn bath berlin boston bradford brighton bristol brooklyn carlisle chad chelsea
    chester china christmas cuba december derby devon dorset dublin durham easter essex february florence france friday
    geneva georgia india israel jamaica january jordan july june kent kenya lancaster lincoln london lourdes march may
    monday noel november october oxford paris preston reading rome saturday savannah september somerset spring summer
    sunday surrey sussex sydney thursday tuesday venice victoria vienna virginia wales warwick wednesday winter york
    """
)
_TAUGHT = _words(
    """
    academy art assembly behaviour biology book books calendar chemistry class college computing council course data
    design drama early english federation form french geography german governors grade group history humanities
    inclusion infant infants junior juniors key latin lead leaders learning lesson lessons literacy local maths middle
    money music numeracy nursery ofsted oracy parents pastoral phonics physics plan policy primary priory pupil pupils
    reception review saint school science secondary section sef send senior sixth spanish spelling sport sports staff
    stage support target teach teacher teachers team test topic training trust tutor upper visit week writing year
    """
)
_FREQUENT = _words(
    """
    able about above after again ahead all also always among and another any are around away back because been before
    began being below between both but came can come could did does done each else enough even every few find first five
    for four from gave get give given gone great had half has having her here him his hold how instead into its kept
    know large later least left less let like made make many may might mine much must near need never new next none nor
    not now off one only open other our out over own past per plus put quite ran rather really run said same say see
    seen set several she should since some soon still such take than that the their them then there these they think
    this those though three through today together told too took two under until upon use used very want was way well
    were what when where which while who whole whose why will with within without would yes yet you
    """
)

ORDINARY = _GIVEN | _FAMILY | _TIMES_AND_PLACES | _TAUGHT | _FREQUENT

# Two to six capitals that schools write of roles, subjects, bodies and forms; and small words in capitals.
SHORT_FORMS = _words(
    """
    AA AB AC AD AE AF AFA AFL AG AGM AH AHT AI AM AN AO AP AQA AR ARE AS ASAP ASD AT AWPU BA BAME BBC BE BED BM BME BMI
    BSC BT BTEC BY CAMHS CAT CE CEO CEOP CFO CFR CHAT CHE CIN CLA CME CNC CO COO COP CP CPD CPI CPOMS CS CSC CSE CT CTF
    CV DADA DBS DDSL DFE DH DHT DIY DO DPO DSL DT EA EAL ECF ECM ECT EE EEF EFA EH EHA EHC EHCP EHE ELG ELS ELSA EMAG EP
    EPQ ES ESFA ESOL EU EWO EY EYFS EYP FA FAQ FE FFT FFTA FGB FOI FS FSM FT FTE GB GCSE GD GDPR GDS GLD GP GPAG GPS HA
    HE HIS HLP HLTA HMI HOD HOF HOY HR HT HTPM ICT ID IEP IF II III IN INA IS ISO IT ITT IV IWB KS LA LAC LADO LAP LEA
    LGB LHT LO LP LS LSA LT LTP MA MAP MASH MAT ME MFL MFTL MIS ML MLD MLT MP MSA MSC MTP MY NA NASEN NB NC NCETM NEET
    NFER NGA NHS NI NLE NLG NO NOR NPQ NQT NT NVQ OBA OF OFF OFSTED OK ON OR OT OUT PA PAN PC PD PDF PDM PE PEEP PEP PEX
    PGCE PHD PLAC PLC PLD PLT PM PMLD PMR POD PP PPA PPG PR PRU PSA PSCO PSED PSHE PT PTA PUMA QA QAR QFT QLA QTS RA RAG
    RAP RE REAL RHE RI RS RSC RSE RSHE RWI RWM SA SAT SATS SBM SCITT SCR SD SDP SDQ SE SEF SEMH SEN SENCO SEND SENDCO SG
    SI SIAMS SIMS SIP SL SLA SLCN SLE SLT SM SMART SMSC SMT SO SPAG SPLD SS SSP ST STA STEM STP SUP SW TA TAC TAF TBA
    TBC TES TLC TLR TO TOD TP TPS TT TTRS TV UK UN UP UPN UPR UPS US USA VA VAK VC VI VII VLE VP WAGOLL WALT WB WE WRM
    YR
    """
)
