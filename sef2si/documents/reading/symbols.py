"""Characters of symbol fonts (Wingdings, Symbol) as the characters they look like."""

from __future__ import annotations

_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "•", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x72: "❒", 0x73: "◆", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xD8: "➢",
    0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xA3: "☐", 0x97: "•"}
_SYMBOL = {
    0xA3: "≤", 0xA9: "♥", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
    0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xBC: "…", 0xD6: "√", 0xDE: "⇒",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def symbol(letter: str, font: str, *, bullet: bool = False) -> str:
    """One character as it is seen. A bullet that no table knows is shown as "•"; another is kept as it is."""
    code = ord(letter)
    own = 0xF000 <= code <= 0xF0FF
    table = _FONTS.get(font.lower())
    if table is not None and (own or code < 0x100):
        return table.get(code & 0xFF, "•" if bullet else letter)
    if bullet and own:
        return _SYMBOL.get(code & 0xFF, _WINGDINGS.get(code & 0xFF, "•"))
    if bullet and letter == "o" and "courier" in font.lower():
        return "◦"
    return letter
