import { expect, test } from 'vitest'
import { makeRecoveryKey, openRecoveryKey } from '../../src/crypto/recovery-key.ts'
import { today } from './people.ts'

const holder = { name: 'Council, recovery', address: 'recovery@council.gcsx.gov.test', now: today }

test('a recovery key is opened by two lists of words together, whoever reads theirs out first', async () => {
  const { key, locked, words } = await makeRecoveryKey(holder)
  for (const list of words) expect(list.split(' ')).toHaveLength(12)
  const [one, two] = words
  expect((await openRecoveryKey(locked, [one, two])).getFingerprint()).toBe(key.getFingerprint())
  const typed = ` ${two.toUpperCase().replaceAll(' ', '\n')} `
  expect((await openRecoveryKey(locked, [typed, one])).getFingerprint()).toBe(key.getFingerprint())
})

test('one list alone, a list of another key, and a mistyped one do not open it', async () => {
  const { locked, words } = await makeRecoveryKey(holder)
  const other = await makeRecoveryKey(holder)
  await expect(openRecoveryKey(locked, [words[0], words[0]])).rejects.toThrow('does not unlock')
  await expect(openRecoveryKey(locked, [words[0], other.words[0]])).rejects.toThrow('does not unlock')
  const refused = openRecoveryKey(locked, [words[0], `${words[1]} zebra`])
  await expect(refused).rejects.toThrow('one is mistyped')
  await expect(refused).rejects.not.toThrow(words[1])
})
