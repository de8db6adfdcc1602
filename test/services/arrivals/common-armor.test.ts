import { describe, expect, it } from 'vitest'
import { createArmorReader } from '../../../src/mail/armor-reader.ts'
import { commonArmor } from '../../../src/services/arrivals/common-armor.ts'

const BEGIN = '-----BEGIN PGP MESSAGE-----'
const END = '-----END PGP MESSAGE-----'
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

/** What the reader that knows every form of armor makes of a text. */
function read(text: string): Buffer | null {
  const blocks: Buffer[] = []
  const reader = createArmorReader((block) => void blocks.push(Buffer.from(block)))
  return reader.push(bytes(text)) && reader.end() ? Buffer.concat(blocks) : null
}

describe('armor in its commonest form', () => {
  it.each([
    ['with CRLF and a checksum', `${BEGIN}\r\n\r\nAQID\r\nBAUG\r\n=abcd\r\n${END}\r\n`],
    ['with LF and a header', `${BEGIN}\nVersion: 1\n\nAQIDBAUG\n${END}`],
    ['whose last group wants a character', `${BEGIN}\r\n\r\nAQID\r\nBAU=\r\n${END}`],
    ['whose last group wants two', `${BEGIN}\r\n\r\nAQIDBA==\r\n=abcd\r\n${END}`],
  ])('is read as the reader reads it, %s', (_, text) => {
    const common = commonArmor(bytes(text))
    expect(common).not.toBeNull()
    expect(Buffer.from(common ?? [])).toEqual(read(text))
  })

  it.each([
    ['clear text', 'Dear all'],
    ['nothing', ''],
    ['an empty message', `${BEGIN}\r\n\r\n${END}`],
    ['something behind it', `${BEGIN}\r\n\r\nAQID\r\n${END}\r\nDear all`],
    ['something in it', `${BEGIN}\r\n\r\nAQID\r\nDear all\r\nAQID\r\n${END}`],
    ['a byte outside the alphabet', `${BEGIN}\r\n\r\nAQ\xffD\r\n${END}`],
    ['an end in the midst of its lines', `${BEGIN}\r\n\r\nAQ==\r\nAQID\r\n${END}`],
    ['a line that is too long', `${BEGIN}\r\n\r\n${'AQID'.repeat(260)}\r\n${END}`],
    ['a lone carriage return', `${BEGIN}\r\n\r\nAQI\rD\r\n${END}`],
    ['a header that may be an end', `${BEGIN}\r\n-Version: 1\r\n\r\nAQID\r\n${END}`],
  ])('is not %s', (_, text) => {
    expect(commonArmor(bytes(text))).toBeNull()
    expect(read(text)).toBeNull()
  })

  it('leaves unusual and large messages to the reader', () => {
    for (const text of [
      `${BEGIN}\r\n\r\nAQ\r\nID\r\n${END}`,
      `\r\n${BEGIN}\r\n\r\nAQID\r\n${END}`,
      `${BEGIN}\r\n\r\n${'AQID\r\n'.repeat(20_000)}${END}`,
    ]) {
      expect(commonArmor(bytes(text))).toBeNull()
      expect(read(text)).not.toBeNull()
    }
  })

  it('agrees with the reader wherever it says anything, whatever is changed in a message', () => {
    let said = 0
    for (let round = 0; round < 3_000; round += 1) {
      const text = changed(
        `${BEGIN}\r\n\r\n${'AQIDBAUG'.repeat(4)}\r\nAQIDBA==\r\n=abcd\r\n${END}\r\n`,
        round,
      )
      const common = commonArmor(bytes(text))
      if (common === null) continue
      said += 1
      expect(Buffer.from(common), JSON.stringify(text)).toEqual(read(text))
    }
    expect(said).toBeGreaterThan(100)
  })
})

/** Every place takes every one of these in turn. */
function changed(text: string, round: number): string {
  const at = round % text.length
  const put = ['A', '=', '-', ' ', '\r', '\n', '\r\n', '', '\0'][Math.floor(round / text.length) % 9] ?? ''
  return text.slice(0, at) + put + text.slice(at + (round % 2))
}
