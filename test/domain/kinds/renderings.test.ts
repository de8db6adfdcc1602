import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../src/domain/kinds.ts'

/**
 * What each example reads like, whole: a sealed referral names how its text was made, so that what was sent in the past keeps its
 * text (kinds/kind.ts). Where a text is to be another one, `WRITE_RENDERINGS=1 npx vitest run test/domain/kinds/renderings.test.ts`
 * writes them all anew, and the change is read in the diff.
 */
const FOLDER = join(import.meta.dirname, 'renderings')

const examples = kinds.flatMap((kind) => [
  { name: kind.kind, kind, data: kind.example },
  ...(kind.forms?.all ?? []).map(({ name, example }) => ({
    name: `${kind.kind}-${name}`,
    kind,
    data: example,
  })),
])

const textOf = ({ kind, data }: (typeof examples)[number]): string =>
  `${kind.render(data, {
    marking: { scheme: 'GPMS', level: 'PROTECT', descriptors: ['PERSONAL', 'MEDICAL'] },
    reference: 'ASB-NK084-SN02Q-F',
    from: 'asb.team@testville.gcsx.test',
    to: ['intelligence@testshire.pnn.test', 'yot@testville.gcsx.test'],
    urgency: 'urgent',
    respondBy: '2010-03-12',
  })}\n`

if (process.env.WRITE_RENDERINGS === '1') {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER)
  for (const one of examples) await writeFile(join(FOLDER, `${one.name}.txt`), textOf(one))
}
const kept = new Map<string, string>()
for (const file of await readdir(FOLDER)) kept.set(file, await readFile(join(FOLDER, file), 'utf8'))

describe('the text of an example', () => {
  it.each(examples)('of $name is what it was', (one) => {
    expect(textOf(one)).toBe(kept.get(`${one.name}.txt`))
  })

  it('is kept of nothing else', () => {
    expect([...kept.keys()].sort()).toEqual(examples.map(({ name }) => `${name}.txt`).sort())
  })
})
