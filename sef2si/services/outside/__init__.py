"""Coming in by way of somebody who knows the person already: Microsoft Entra, Google, DfE Sign-in, or another OpenID
provider. ``providers`` reads which there are, ``asking`` speaks with one, ``tokens`` checks what it signed, and
``claims`` says what that means here."""
