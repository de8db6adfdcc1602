/** One pattern of several phrases, for words in which every run of white space is one space; `…` stands for a few words. */
export function anyOf(...phrases: readonly string[]): RegExp {
  return new RegExp(phrases.map((phrase) => `(?:${phrase.replaceAll('…', '.{0,60}?')})`).join('|'), 'i')
}
