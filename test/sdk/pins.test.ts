import { describe, expect, it } from 'vitest'
import { pin, pinsInMemory } from '../../src/sdk/pins.ts'

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
})
