import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { createMemoryWatch, LITTLE, MUCH, SAVING, USUAL } from '../../src/main/memory-watch.ts'

test('memory is saved from much to little, and V8 is told when that changes', () => {
  const told: string[] = []
  const toldOf = (held: number) => {
    look(held)
    return told.splice(0)
  }
  const look = createMemoryWatch((flag) => told.push(flag))
  expect(toldOf(MUCH)).toEqual([])
  expect(toldOf(MUCH + 1)).toEqual(SAVING)
  expect(toldOf(MUCH + 2)).toEqual([])
  expect(toldOf(LITTLE + 1)).toEqual([])
  expect(toldOf(LITTLE)).toEqual(USUAL)
  expect(toldOf(LITTLE + 1)).toEqual([])
  expect(toldOf(MUCH + 1)).toEqual(SAVING)
})

test('V8 knows the flags, and begins with the usual ones', () => {
  // One that it does not know it only complains of.
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
  for (const flag of SAVING) expect(known).toContain(`\n  ${flag.replace(/=.*/, '')} (`)
  expect(known).toContain(`default: ${USUAL[1]}\n`)
  expect(known).toContain('default: --memory-saver-mode=unset\n')
})
