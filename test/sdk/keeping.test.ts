import { describe, expect, it } from 'vitest'
import { keepLast } from '../../src/sdk/keep-last.ts'
import { multipartOf } from '../../src/sdk/multipart.ts'
import { onceASecond } from '../../src/sdk/once-a-second.ts'

describe('once a second', () => {
  it('asks again in every other second, of every other subject, and after a failure', async () => {
    let asked = 0
    const ask = onceASecond(async (subject: { fails: boolean }, _now) => {
      asked++
      if (subject.fails) throw new Error('this time')
      return asked
    })
    const subject = { fails: false }
    const at = (ms: number) => ask(subject, new Date(1_000_000 + ms))
    expect(await Promise.all([at(0), at(1), at(999)])).toEqual([1, 1, 1])
    expect(await at(1000)).toBe(2)
    expect(await at(999)).toBe(3)
    expect(await ask({ fails: false }, new Date(1_000_999))).toBe(4)
    const failing = { fails: true }
    await expect(ask(failing, new Date(0))).rejects.toThrow('this time')
    failing.fails = false
    expect(await ask(failing, new Date(0))).toBe(6)
  })
})

describe('the last answer', () => {
  it('is given for exactly the same texts, and not when it failed', async () => {
    let asked = 0
    const ask = keepLast(async (one: string, two: string) => {
      asked++
      if (one === 'no') throw new Error('no')
      return `${one}${two}${asked}`
    })
    expect(await ask('a', 'b')).toBe('ab1')
    expect(await ask('a', 'b')).toBe('ab1')
    expect(await ask('ab', '')).toBe('ab2')
    expect(await ask('a', 'b')).toBe('ab3')
    await expect(ask('no', '')).rejects.toThrow('no')
    await expect(ask('no', '')).rejects.toThrow('no')
    expect(asked).toBe(5)
  })
})

describe('a form', () => {
  it('is what FormData makes of the same parts, but for the boundary and the case of the headers', async () => {
    const octets = crypto.getRandomValues(new Uint8Array(5000))
    const signature = '-----BEGIN\n\r\n\rx — é'
    const { type, bytes } = multipartOf([
      ['signature', signature],
      ['content', octets],
    ])
    const theirs = new FormData()
    theirs.append('signature', signature)
    theirs.append('content', new Blob([octets], { type: 'application/octet-stream' }), 'content')
    const answer = new Response(theirs)
    const boundaryOf = (header: string | null) => header?.split('boundary=')[1] ?? ''
    const plain = (body: Uint8Array, boundary: string) =>
      Buffer.from(body)
        .toString('latin1')
        .replaceAll(boundary, 'BOUNDARY')
        .replaceAll(/content-(?:disposition|type):/gi, (name) => name.toLowerCase())
    const expected = plain(
      new Uint8Array(await answer.clone().arrayBuffer()),
      boundaryOf(answer.headers.get('content-type')),
    )
    expect(plain(bytes, boundaryOf(type)).trimEnd()).toBe(expected.trimEnd())
  })
})
