import type { BasisEffect } from '../../domain/legal-bases.ts'
import type { ListedAmendment, RuleChange } from '../../domain/wire/trust/rules.ts'

/** What an amendment changes, in words: a sentence each. */
export const changesInWords = ({ changes }: Pick<ListedAmendment, 'changes'>): string[] =>
  changes.map(changeInWords)

function changeInWords(change: RuleChange): string {
  switch (change.change) {
    case 'add-basis': {
      const { code, name, statute, sentence, effect } = change.basis
      return `Adds the legal basis ${code}, ${effectInWords(effect)}: ${name} (${statute}). ${sentence}`
    }
    case 'add-descriptor':
      return `Adds the descriptor ${change.descriptor}.`
    case 'reword':
      return `Says ${change.code} otherwise, which does what it did: ${change.name} (${change.statute}). ${change.sentence}`
    case 'end':
      return `Ends ${rowInWords(change.what)}.`
    case 'resume':
      return `Resumes ${rowInWords(change.what)}, which had ended.`
    default:
      return change satisfies never
  }
}

const ROWS = { basis: 'the legal basis', descriptor: 'the descriptor', level: 'the level' } as const

const rowInWords = ({ row, name }: Extract<RuleChange, { change: 'end' }>['what']): string =>
  `${ROWS[row]} ${name}`

function effectInWords(effect: BasisEffect): string {
  switch (effect.type) {
    case 'power':
      return `a power to disclose to whoever is of the class ${effect.recipients.join(' or ')}`
    case 'duty':
      return effect.owed
    case 'condition':
      return `a condition of ${effect.regime} for ${effect.for === 'personal' ? 'personal data' : 'sensitive personal data'}`
    case 'exemption':
      return `an exemption of ${effect.regime}${effect.discloses ? ', by which it may be disclosed to whomever no power reaches' : ''}`
    case 'confidence':
      return 'an exception to the duty of confidence'
    case 'supporting':
      return 'which is recorded and changes no decision'
    default:
      return effect satisfies never
  }
}
