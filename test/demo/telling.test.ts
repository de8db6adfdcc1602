import { describe, expect, it } from 'vitest'
import { demand, type ToldStep, teller } from '../../src/demo/journeys/telling.ts'
import { printJson, printText } from '../../src/demo/printed.ts'

describe('the telling of a journey', () => {
  it('prints every step with its evidence, in words or as a line of JSON', async () => {
    const told: ToldStep[] = []
    const take = teller('Journey 1', (step) => told.push(step))
    await take(
      'The referral is sent.',
      async () => 7,
      (index) => [['log index', String(index)]],
    )
    const lines: string[] = []
    for (const printer of [printText((line) => lines.push(line)), printJson((line) => lines.push(line))]) {
      for (const step of told) printer.step(step)
    }
    expect(lines).toEqual([
      '  1. The referral is sent.',
      '       log index  7',
      '{"journey":"Journey 1","step":1,"says":"The referral is sent.","evidence":[["log index","7"]]}',
    ])
  })

  it('ends with a sentence at a step that fails, and tells nothing of it', async () => {
    const told: ToldStep[] = []
    const take = teller('Journey 1', (step) => told.push(step))
    const failing = take(
      'It opens.',
      async () => demand(false, 'The marking is missing.'),
      () => [],
    )
    await expect(failing).rejects.toThrow('The marking is missing.')
    const thrown = take(
      'It opens.',
      async () => Promise.reject(new Error('No key.')),
      () => [],
    )
    await expect(thrown).rejects.toThrow('This failed: It opens. No key.')
    expect(told).toEqual([])
  })

  it('ends with a sentence at a step that takes longer than it may', async () => {
    const take = teller('Journey 1', () => {}, 20)
    const never = take(
      'The police report it delivered.',
      () => new Promise(() => {}),
      () => [],
    )
    await expect(never).rejects.toThrow(
      'This did not happen within 0.02 seconds: The police report it delivered.',
    )
  })
})
