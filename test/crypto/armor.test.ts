import { expect, test } from 'vitest'
import { ArmorError, armorMessage, dearmorMessage } from '../../src/crypto/armor.ts'
import { seal } from '../../src/crypto/seal.ts'
import { bytes, mailbox, today } from './people.ts'

test('a sealed object survives armor byte for byte, with the line ends and blank lines that mail gives it', async () => {
  const { certificate } = await mailbox('yot@liverpool.gcsx.gov.test')
  const sealed = await seal({
    entity: crypto.getRandomValues(new Uint8Array(5000)),
    recipients: [certificate],
    now: today,
  })
  const armored = armorMessage(sealed)
  expect(armored.split('\n').every((line) => line.length <= 76)).toBe(true)
  expect(await dearmorMessage(armored)).toEqual(sealed)
  expect(await dearmorMessage(`\r\n${armored.replaceAll(/\r?\n/g, '\r\n')}\r\n\r\n`)).toEqual(sealed)
})

test('a message that stands anywhere in a larger block of memory is armored like any other', async () => {
  const block = crypto.getRandomValues(new Uint8Array(3100))
  for (const start of [1, 2, 3, 4, 5]) {
    const message = block.subarray(start, start + 3000)
    expect(armorMessage(message)).toBe(armorMessage(message.slice()))
    expect(await dearmorMessage(armorMessage(message))).toEqual(message.slice())
    // Whose slices are no copies.
    expect(armorMessage(Buffer.from(block.buffer, start, 3000))).toBe(armorMessage(message.slice()))
  }
})

test('what is not exactly one armored message is refused', async () => {
  const armored = armorMessage(bytes('not really a message, but bytes'))
  const other = armored.replaceAll('PGP MESSAGE', 'PGP SIGNATURE')
  for (const wrong of [
    '',
    'Dear team',
    `Dear team\n${armored}`,
    armored + armored,
    armored.slice(0, -30),
    other,
  ]) {
    await expect(dearmorMessage(wrong)).rejects.toBeInstanceOf(ArmorError)
  }
})
