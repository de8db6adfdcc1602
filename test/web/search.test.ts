import { describe, expect, it } from 'vitest'
import { type Entry, entryOf, isEntry } from '../../src/web/search/entry.ts'
import { createSearchIndex, type Sought } from '../../src/web/search/search-index.ts'
import { createWordIndex } from '../../src/web/search/word-index.ts'
import { wordsOf } from '../../src/web/search/words.ts'
import { type SealedStore, sealedEntries } from '../../src/web/worker/search/sealed-entries.ts'

const anEntry: Entry = {
  side: 'received',
  id: 'one',
  until: null,
  parts: [
    { name: 'PEOPLE', words: 'zoe obrien 14' },
    { name: 'WHAT HAPPENED', words: 'a wall was painted in bold street' },
  ],
}

const sought = (name: string, changes: Partial<Sought> = {}): Sought => ({
  name,
  side: 'received',
  mailboxes: ['yot@liverpool.test'],
  kind: 'asb-incident',
  acceptedAt: '2010-03-01T10:00:00.000Z',
  row: `ASB-7K2M-${name} ASB incident asb.team@liverpool.test`,
  entry: null,
  ...changes,
})

const everywhere = { side: null, kind: null, mailbox: null }

describe('words that are looked for', () => {
  it('are without accents, marks and case, and a name with an apostrophe is one', () => {
    expect(wordsOf('Zoë O’Brien-Smith, ASB-7K2M')).toEqual(['zoe', 'obrien', 'smith', 'asb', '7k2m'])
  })

  it('are taken from each part of what is shown once, and from no more of it than is kept', () => {
    const entry = entryOf(
      { side: 'sent', id: 'x', until: '2011-03-01' },
      {
        layout: {
          urgency: 'routine',
          marking: 'RESTRICTED',
          title: 'A form',
          head: [],
          sections: [
            {
              heading: 'PEOPLE',
              parts: [
                { type: 'field', label: 'Name', value: 'Zoë Zoë' },
                { type: 'text', text: 'known' },
              ],
            },
          ],
        },
        quoted: [{ text: 'word '.repeat(10) + Array.from({ length: 9_000 }, (_, at) => `n${at}`).join(' ') }],
        lines: [],
        attachments: [{ name: 'plan.pdf' }],
      },
    )
    expect(entry.parts[0]).toEqual({ name: 'PEOPLE', words: 'zoe known' })
    expect(JSON.stringify(entry).length).toBeLessThan(13_000)
    expect(entry.parts.map(({ name }) => name)).toEqual([
      'PEOPLE',
      'Names of files',
      'The words that came with it',
    ])
    expect(entry.parts[2]?.words.endsWith(' ')).toBe(false)
    expect(isEntry(JSON.parse(JSON.stringify(entry)))).toBe(true)
  })
})

describe('the index', () => {
  it('finds all words, by their beginnings and with a wrong letter, and says in which parts they are', async () => {
    const index = createSearchIndex()
    index.put([sought('1', { entry: anEntry }), sought('2')])
    const find = (words: string) => index.find({ ...everywhere, words }).found
    expect(find('O’Brien')).toEqual([{ name: '1', parts: ['PEOPLE'] }])
    expect(find('zoe pain')).toEqual([{ name: '1', parts: ['PEOPLE', 'WHAT HAPPENED'] }])
    expect(find('obryen')).toHaveLength(1)
    expect(find('zoe nobody')).toEqual([])
    expect(
      find('7K2M')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['1', '2'])
    for (const oneWrong of ['paintd', 'paintted', 'paimted']) expect(find(oneWrong)).toHaveLength(1)
    expect(find('paimtted')).toEqual([])
    // A number is right or it is another.
    expect(find('7K2N')).toEqual([])
  })

  it('puts what has more and rarer of the words, and the words themselves, before what only begins like them', () => {
    const index = createSearchIndex()
    const having = (name: string, words: string) =>
      sought(name, { entry: { ...anEntry, id: name, parts: [{ name: 'PEOPLE', words }] } })
    index.put([having('1', 'painters'), having('2', 'paint'), having('3', 'pains'), having('4', 'wall')])
    expect(index.find({ ...everywhere, words: 'paint' }).found.map(({ name }) => name)).toEqual([
      '2',
      '3',
      '1',
    ])
    expect(index.find({ ...everywhere, words: 'paint' }, { from: 1, most: 1 })).toEqual({
      total: 3,
      found: [{ name: '3', parts: ['PEOPLE'] }],
    })
  })

  it('is narrowed, takes what changed in the place of what was, and forgets', async () => {
    const index = createSearchIndex()
    index.put([
      sought('1'),
      sought('2', { side: 'sent', kind: 'reply', acceptedAt: '2010-03-02T10:00:00.000Z' }),
    ])
    const names = (asked: object) =>
      index.find({ ...everywhere, words: 'asb', ...asked }).found.map(({ name }) => name)
    expect(names({})).toEqual(['2', '1'])
    expect(names({ side: 'sent' })).toEqual(['2'])
    expect(names({ kind: 'asb-incident' })).toEqual(['1'])
    expect(names({ mailbox: 'other@liverpool.test' })).toEqual([])
    index.put([sought('1', { entry: anEntry })])
    expect(names({ words: 'painted' })).toEqual(['1'])
    // Read again, and unchanged but for how it stands: it is there once.
    index.put([sought('1', { entry: anEntry }), sought('2', { side: 'sent', kind: 'note' })])
    expect(names({})).toEqual(['1', '2'])
    expect(names({ kind: 'note' })).toEqual(['2'])
    index.put([sought('1', { entry: { ...anEntry, parts: [{ name: 'PEOPLE', words: 'ada' }] } })])
    expect(names({ words: 'painted' })).toEqual([])
    expect(names({ words: 'ada' })).toEqual(['1'])
    index.remove('1')
    expect(names({ words: 'ada' })).toEqual([])
    expect(index.size).toBe(1)
  })

  it('keeps no word in memory of what was taken out', () => {
    const index = createWordIndex()
    index.add(0, ['wall', 'painted'])
    index.add(1, ['wall'])
    index.remove(0, ['wall', 'painted', 'wall'])
    expect([...index.find(['wall'], 2).keys()]).toEqual([1])
    expect(index.find(['painted'], 2).size).toBe(0)
    expect(index.size).toBe(1)
  })
})

function storeInMemory(): SealedStore & { held: Map<string, Uint8Array> } {
  const held = new Map<string, Uint8Array>()
  return {
    held,
    async put(owner, name, sealed) {
      held.set(`${owner} ${name}`, sealed)
    },
    async forget(owner, names) {
      for (const name of names) held.delete(`${owner} ${name}`)
    },
    async all(owner) {
      return [...held].flatMap(([key, sealed]) =>
        key.startsWith(`${owner} `) ? [{ name: key.slice(owner.length + 1), sealed }] : [],
      )
    },
  }
}

describe('the sealed entries', () => {
  const secret = () => crypto.getRandomValues(new Uint8Array(32))

  it('come back, and what lies there says neither what nor of which referral', async () => {
    const store = storeInMemory()
    const entries = await sealedEntries(store, secret(), 'me')
    await entries.put(anEntry)
    const [[name, sealed] = ['', new Uint8Array()]] = store.held
    expect(`${name} ${new TextDecoder('latin1').decode(sealed)}`).not.toMatch(/one|zoe|PEOPLE/)
    expect((sealed.length - 12 - 16) % 1024).toBe(0)
    const heard: Entry[] = []
    expect(await entries.open((opened) => heard.push(...opened))).toEqual({ entries: [anEntry], damaged: 0 })
    expect(heard).toEqual([anEntry])
    await entries.forget([anEntry])
    expect(store.held.size).toBe(0)
  })

  it('are dropped and counted where they are damaged, moved, another person’s or under another key', async () => {
    const store = storeInMemory()
    const own = secret()
    const entries = await sealedEntries(store, own, 'me')
    const dropsOne = async () => {
      expect(await entries.open()).toEqual({ entries: [], damaged: 1 })
      expect(store.held.size).toBe(0)
    }
    const sealedNow = async () => {
      await entries.put(anEntry)
      const [[key, sealed] = ['', new Uint8Array()]] = store.held
      return { key, sealed }
    }
    const { key, sealed } = await sealedNow()
    sealed[20] = (sealed[20] ?? 0) ^ 1
    await dropsOne()
    const moved = await sealedNow()
    store.held.delete(key)
    store.held.set('me elsewhere', moved.sealed)
    await dropsOne()
    await (await sealedEntries(store, own, 'other')).put(anEntry)
    const [other = ''] = store.held.keys()
    store.held.set(key, store.held.get(other) ?? new Uint8Array())
    store.held.delete(other)
    await dropsOne()
    await (await sealedEntries(store, secret(), 'me')).put(anEntry)
    await dropsOne()
    store.held.set('me empty', new Uint8Array())
    await dropsOne()
  })
})
