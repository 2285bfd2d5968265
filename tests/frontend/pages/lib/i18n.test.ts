import { afterEach, expect, test } from "vitest";
import { sentence } from "../../../../frontend/src/pages/lib/errors";
import { common } from "../../../../frontend/src/pages/lib/i18n/common";
import { connection } from "../../../../frontend/src/pages/lib/i18n/connection";
import { customer } from "../../../../frontend/src/pages/lib/i18n/customer";
import { desk } from "../../../../frontend/src/pages/lib/i18n/desk";
import { errors } from "../../../../frontend/src/pages/lib/i18n/errors";
import { media } from "../../../../frontend/src/pages/lib/i18n/media";
import { watch } from "../../../../frontend/src/pages/lib/i18n/watch";
import { has, t } from "../../../../frontend/src/pages/lib/i18n";
import { inMyLanguage } from "../../../../frontend/src/pages/lib/names";
import facts from "../../../contracts/facts/anychat.json";

const holes = (words: string): string[] => [...words.matchAll(/\{(\w+)\}/g)].map(([hole]) => hole).sort();

afterEach(() => document.documentElement.removeAttribute("lang"));

test("every error number of the manual and the SDK has a sentence of its own in both languages", () => {
  const numbers = facts.errors.map(({ value }) => value).filter((value) => value !== 0);
  expect(numbers.length).toBeGreaterThan(30);
  for (const lang of ["zh-Hans", "en"]) {
    document.documentElement.lang = lang;
    const said = numbers.map((number) => sentence(number));
    expect(new Set(said).size).toBe(numbers.length);
    expect(said.filter((words) => words.includes("{"))).toEqual([]);
  }
  expect(numbers.filter((number) => !has(`error.${number}`))).toEqual([]);
});

test("an unknown number is named, so that somebody can look it up", () => {
  document.documentElement.lang = "en";
  expect(sentence(4711)).toContain("4711");
});

test("both languages of every sentence are there and have the same holes", () => {
  for (const [key, [zh, en]] of Object.entries({ ...common, ...connection, ...customer, ...desk, ...errors, ...media, ...watch })) {
    expect(zh, key).not.toBe("");
    expect(en, key).not.toBe("");
    expect(holes(zh), key).toEqual(holes(en));
    expect(en, key).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

test("no key is defined twice", () => {
  const all = [common, connection, customer, desk, errors, media, watch].flatMap((words) => Object.keys(words));
  expect(new Set(all).size).toBe(all.length);
});

test("the language is the document's", () => {
  document.documentElement.lang = "zh-Hans";
  expect(t("waiting.before", { n: 3 })).toBe("前面还有 3 位。");
  document.documentElement.lang = "en";
  expect(t("waiting.before", { n: 3 })).toBe("People ahead of you: 3.");
});

test("a name given in two languages is shown in the reader's", () => {
  document.documentElement.lang = "zh-Hans";
  expect(inMyLanguage("浦东营业厅 · Pudong branch")).toBe("浦东营业厅");
  document.documentElement.lang = "en";
  expect(inMyLanguage("浦东营业厅 · Pudong branch")).toBe("Pudong branch");
  expect(inMyLanguage("Cash · Cards")).toBe("Cash · Cards");
  expect(inMyLanguage("个人业务")).toBe("个人业务");
});
