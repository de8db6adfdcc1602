import { expect, it } from 'vitest'
import { wholeList } from '../../src/sdk/whole-list.ts'

/** A list of which each page names the id that the next goes on from. */
async function read(nexts: readonly (string | null)[] | ((page: number) => string | null)): Promise<number> {
  let asked = 0
  const of = typeof nexts === 'function' ? nexts : (page: number) => nexts[page] ?? null
  for await (const page of wholeList(async (before) => {
    if (asked > 0) expect(before).toBe(of(asked - 1))
    return { next: of(asked++) }
  }))
    expect(page).toHaveProperty('next')
  return asked
}

it('reads a list to its end', async () => {
  expect(await read([null])).toBe(1)
  expect(await read(['c', 'b', 'a', null])).toBe(4)
})

it('is not sent round in circles, nor on for ever', async () => {
  await expect(read(['c', 'b', 'b'])).rejects.toThrow('does not end')
  await expect(read(['b', 'c'])).rejects.toThrow('does not end')
  let asked = 0
  const older = (page: number) => {
    asked = page + 1
    return String(2_000_000_000 - page)
  }
  await expect(read(older)).rejects.toThrow('does not end')
  expect(asked).toBe(1_000)
})
