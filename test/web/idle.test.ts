import { describe, expect, it } from 'vitest'
import { IDLE_MS, onwards, type Timers, WARNING_MS, watchIdle } from '../../src/web/idle.ts'

/** A clock that goes as far as it is told to, with the timers that come due on the way; `sleep` is a machine that was shut meanwhile. */
function testClock() {
  let now = 0
  let due: { at: number; then(): void }[] = []
  const timers: Timers = {
    now: () => now,
    after(ms, then) {
      const timer = { at: now + ms, then }
      due.push(timer)
      return () => {
        due = due.filter((one) => one !== timer)
      }
    },
  }
  const ring = () => {
    for (let next = earliest(); next && next.at <= now; next = earliest()) {
      due = due.filter((one) => one !== next)
      next.then()
    }
  }
  const earliest = () => due.toSorted((one, other) => one.at - other.at)[0]
  return {
    timers,
    pass(ms: number) {
      const until = now + ms
      for (let next = earliest(); next && next.at <= until; next = earliest()) {
        now = next.at
        ring()
      }
      now = until
    },
    sleep(ms: number) {
      now += ms
    },
    wake: ring,
    waiting: () => due.length,
  }
}

function watched() {
  const clock = testClock()
  const told: string[] = []
  const idle = watchIdle(
    { warn: () => told.push('warn'), calm: () => told.push('calm'), lock: () => told.push('lock') },
    clock.timers,
  )
  return { clock, told, idle }
}

describe('the idle lock', () => {
  it('warns a minute before a quarter of an hour without input, and then locks, once', () => {
    const { clock, told } = watched()
    clock.pass(IDLE_MS - WARNING_MS - 1)
    expect(told).toEqual([])
    clock.pass(1)
    expect(told).toEqual(['warn'])
    clock.pass(WARNING_MS)
    expect(told).toEqual(['warn', 'lock'])
    clock.pass(10 * IDLE_MS)
    expect(told).toEqual(['warn', 'lock'])
  })

  it('counts anew from each input, before and after the warning', () => {
    const { clock, told, idle } = watched()
    clock.pass(IDLE_MS - WARNING_MS - 1)
    idle.input()
    clock.pass(IDLE_MS - WARNING_MS - 1)
    expect(told).toEqual([])
    clock.pass(WARNING_MS)
    idle.input()
    expect(told).toEqual(['warn', 'calm'])
    clock.pass(IDLE_MS - 1)
    expect(told).toEqual(['warn', 'calm', 'warn'])
    clock.pass(1)
    expect(told).toEqual(['warn', 'calm', 'warn', 'lock'])
  })

  it('locks a machine that slept too long, whatever wakes it: its timers, or a key', () => {
    const asleep = watched()
    asleep.clock.sleep(IDLE_MS)
    asleep.clock.wake()
    expect(asleep.told).toEqual(['lock'])
    const pressed = watched()
    pressed.clock.sleep(IDLE_MS)
    pressed.idle.input()
    expect(pressed.told).toEqual(['lock'])
  })

  it('is put off by no clock that is set back, nor by one that stood still while the machine slept', () => {
    const clock = { shown: 1_000_000, counted: 0 }
    const now = onwards(
      () => clock.shown,
      () => clock.counted,
    )
    const start = now()
    clock.shown -= 3_600_000
    clock.counted += IDLE_MS - 1
    expect(now() - start).toBe(IDLE_MS - 1)
    clock.shown += 1
    expect(now() - start).toBe(IDLE_MS)
    clock.shown += 60_000
    expect(now() - start).toBe(IDLE_MS + 60_000)
  })

  it('leaves no timer behind when it ends', () => {
    const { clock, told, idle } = watched()
    idle.end()
    expect(clock.waiting()).toBe(0)
    clock.pass(IDLE_MS)
    expect(told).toEqual([])
  })
})
