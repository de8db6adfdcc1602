import { describe, expect, it } from 'vitest'
import { PinChangedError } from '../../src/sdk/errors.ts'
import { pin, pinDirectory, pinsInMemory } from '../../src/sdk/pins.ts'

const mailbox = (address: string, certificate: string | null) => ({
  address,
  certificate,
  name: 'Example team',
  agency: 'example',
  route: 'local' as const,
  closed: false,
})

describe('what a machine has pinned', () => {
  it('is taken at first sight, and demanded ever after', async () => {
    const pins = pinsInMemory()
    await pin(pins, 'log', 'first', 'the log key of this service')
    await pin(pins, 'log', 'first', 'the log key of this service')
    await expect(pin(pins, 'log', 'second', 'the log key of this service')).rejects.toThrow(
      /^The log key of this service has changed since this machine first saw it/,
    )
    expect(await pins.get('log')).toBe('first')
  })

  it('covers the whole directory, but for mailboxes without a certificate', async () => {
    const pins = pinsInMemory()
    const mailboxes = [mailbox('a@example.test', '11'.repeat(20)), mailbox('b@example.test', null)]
    expect(await pinDirectory(pins, { mailboxes })).toBe(1)
    expect(await pinDirectory(pins, { mailboxes })).toBe(0)
    const changed = [mailbox('a@example.test', '22'.repeat(20))]
    await expect(pinDirectory(pins, { mailboxes: changed })).rejects.toBeInstanceOf(PinChangedError)
  })
})
