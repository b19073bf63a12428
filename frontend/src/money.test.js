import assert from "node:assert/strict";
import test from "node:test";
import { capitals, grouped, parseMoney } from "./money.js";

test("what people type becomes an exact decimal", () => {
  const cases = { "98000": "98000.00", "98,000.5": "98000.50", "9.8万": "98000.00", "１２３": "123.00", "¥ 1,000": "1000.00",
    "1.23456万": "12345.60", "2亿": "200000000.00", "007": "7.00", "0": "0.00" };
  for (const [typed, exact] of Object.entries(cases)) assert.equal(parseMoney(typed), exact, typed);
});
test("what is no amount is refused, never rounded", () => {
  for (const typed of ["", "abc", "1.234", "-5", "1e5", "9.8000001万"]) assert.equal(parseMoney(typed), null, typed);
});
test("thousands separators", () => assert.equal(grouped("1234567.50"), "1,234,567.50"));
test("capitals as on a receipt", () => {
  const cases = { "98000.00": "玖万捌仟元整", "26000.50": "贰万陆仟元伍角", "0.00": "零元整", "10005.00": "壹万零伍元整",
    "100000000.00": "壹亿元整", "120.05": "壹佰贰拾元零伍分", "20000300.00": "贰仟万零叁佰元整", "0.05": "伍分", "101010.10": "壹拾万壹仟零壹拾元壹角" };
  for (const [exact, words] of Object.entries(cases)) assert.equal(capitals(exact), words, exact);
});
