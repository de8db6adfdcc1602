import { describe, expect, test } from 'vitest'
import { autocryptKey } from '../../src/mail/autocrypt.ts'
import { msOf } from '../setup/thread-time.ts'

const field = (value: string) => ({ name: 'autocrypt', value })
const DATA = Buffer.from('a key').toString('base64')

describe('the Autocrypt field of a mail', () => {
  test('is an address and a key, folded or not', () => {
    const folded = `addr=Duty.Desk@police.test; prefer-encrypt=mutual; _strange=1; keydata= ${DATA.slice(0, 4)} ${DATA.slice(4)}`
    const found = autocryptKey([{ name: 'subject', value: 'a word' }, field(folded)])
    expect(found?.address).toBe('duty.desk@police.test')
    expect(new TextDecoder().decode(found?.key)).toBe('a key')
  })

  test.each([
    ['an attribute that is not known', [`addr=a@police.test; critical=1; keydata=${DATA}`]],
    ['two fields', [`addr=a@police.test; keydata=${DATA}`, `addr=b@police.test; keydata=${DATA}`]],
    ['two addresses', [`addr=a@police.test; addr=b@police.test; keydata=${DATA}`]],
    ['no address', [`keydata=${DATA}`]],
    ['no key', ['addr=a@police.test']],
    ['what is no base64', ['addr=a@police.test; keydata=<script>']],
    ['more than anybody sends', [`addr=a@police.test; keydata=${'A'.repeat(200_000)}`]],
    ['nothing', []],
  ])('does not count with %s', (_what, values) => {
    expect(autocryptKey(values.map(field))).toBeNull()
  })

  test('is read in a moment, whatever stands in it', async () => {
    const hostile = [field(`${';'.repeat(40_000)}=${'='.repeat(40_000)}`)]
    expect(await msOf(() => autocryptKey(hostile))).toBeLessThan(500)
  })
})
