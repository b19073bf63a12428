// Amounts as exact decimal strings; never a binary floating point number.
const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];

/** 「98,000」, 「9.8万」, 「¥98000.5」, full-width digits → "98000.00"; null when it is not an amount. */
export function parseMoney(text) {
  const plain = String(text ?? "").normalize("NFKC").replace(/[,\s¥￥元整]/g, "");
  const found = /^(\d{1,13})(?:\.(\d*))?(万|亿)?$/.exec(plain);
  if (!found) return null;
  const [, whole, fraction = "", unit] = found;
  const shift = unit === "万" ? 4 : unit === "亿" ? 8 : 0;
  const digits = fraction.padEnd(shift + 2, "0");
  if (/[1-9]/.test(digits.slice(shift + 2))) return null;
  const yuan = (whole + digits.slice(0, shift)).replace(/^0+(?=\d)/, "");
  return `${yuan}.${digits.slice(shift, shift + 2)}`;
}

export function grouped(exact) {
  const [whole, fraction] = (parseMoney(exact) ?? String(exact)).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction ?? "00"}`;
}

/** 「玖万捌仟元伍角整」-style capitals of an exact decimal string. */
export function capitals(exact) {
  const [whole, fraction] = exact.split(".");
  const yuan = integer(whole), jiao = Number(fraction[0]), fen = Number(fraction[1]);
  if (!jiao && !fen) return `${yuan || "零"}元整`;
  const small = (jiao ? `${DIGITS[jiao]}角` : yuan ? "零" : "") + (fen ? `${DIGITS[fen]}分` : "");
  return (yuan ? `${yuan}元` : "") + small;
}

function integer(whole) {
  const groups = [];
  for (let end = whole.length; end > 0; end -= 4) groups.unshift(whole.slice(Math.max(0, end - 4), end));
  let words = "", gap = false;
  groups.forEach((group, at) => {
    const part = four(group);
    if (!part) { gap = gap || words !== ""; return; }
    if (words && (gap || group.length === 4 && group[0] === "0")) words += "零";
    words += part + GROUPS[groups.length - 1 - at];
    gap = false;
  });
  return words;
}

function four(group) {
  let words = "", gap = false;
  [...group].forEach((digit, at) => {
    if (digit === "0") { gap = words !== ""; return; }
    words += (gap ? "零" : "") + DIGITS[digit] + PLACES[group.length - 1 - at];
    gap = false;
  });
  return words;
}
