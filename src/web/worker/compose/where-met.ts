/** The pages on which what a rule asks can be put right. */
export type Step = 'form' | 'to' | 'law' | 'consent' | 'handling'

/** By the ids of the rules in the requirements; what stands here under no id has its letters. */
const BY_RULE: Readonly<Record<string, Step>> = {
  D7: 'handling',
  M4: 'form',
  M5: 'form',
  M6: 'handling',
  M7: 'handling',
  M11: 'handling',
  L11: 'consent',
  L14: 'form',
  U8: 'consent',
  I5: 'law',
  I11: 'to',
  F10: 'handling',
  F18: 'to',
  PR3: 'form',
}
const BY_LETTERS: Readonly<Record<string, Step>> = {
  A: 'to',
  BP: 'consent',
  D: 'law',
  L: 'law',
  M: 'handling',
}

/** Where what a rule asks is typed; null where nothing that is typed would meet it. */
export function whereMet(rule: string): Step | null {
  return BY_RULE[rule] ?? BY_LETTERS[/^[A-Z]+/.exec(rule)?.[0] ?? ''] ?? null
}
