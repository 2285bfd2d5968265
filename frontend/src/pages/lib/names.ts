/** Names that were given in two languages. */

const BETWEEN = " \u00b7 ";
const CHINESE = /[\u4e00-\u9fff]/;

/** Of a name like "Chinese words, dot, English words" the reader's half; any other name as it is. */
export function inMyLanguage(name: string): string {
  const [chinese, english, ...more] = name.split(BETWEEN);
  if (!chinese || !english || more.length || !CHINESE.test(chinese) || CHINESE.test(english)) return name;
  return document.documentElement.lang.toLowerCase().startsWith("zh") ? chinese : english;
}
