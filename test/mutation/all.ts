/// <reference types="vite/client" />
import { describe } from 'vitest'

/**
 * The named cases of `domain/`, which need neither a database nor another program, in one file: a mutant is then tried where they
 * are loaded already. Left out are the properties that hundreds of drawn referrals are held against: each would take seconds for
 * every mutant that the named cases do not notice, and it is those cases that are measured.
 */
const files = import.meta.glob([
  '../domain/**/*.test.ts',
  '!../domain/decide-properties.test.ts',
  '!../domain/more-recipients.test.ts',
  '!../domain/rules/legal-basis.test.ts',
])
// What nobody else loads here is loaded too, so that a schema counts alike whether a test reaches it or not.
import.meta.glob('../../src/domain/**/*.ts', { eager: true })

for (const [path, load] of Object.entries(files)) {
  describe(path.replace('../', 'test/'), async () => {
    await load()
  })
}
