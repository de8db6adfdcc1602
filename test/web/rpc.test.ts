import { describe, expect, it } from 'vitest'
import { ApiProblemError, ClientError, isApiProblem, UnreachableError } from '../../src/sdk/errors.ts'
import { WrongKitError } from '../../src/sdk/passphrase.ts'
import { RemediedError } from '../../src/sdk/remedy.ts'
import { sentenceOf } from '../../src/sdk/sentence.ts'
import { answerCalls, callsTo } from '../../src/web/worker/rpc.ts'

/** Both ends of a channel, which copies what goes through it as a worker's does. */
function connected<M extends Record<string, (...args: never[]) => Promise<unknown>>>(methods: M): M {
  const { port1, port2 } = new MessageChannel()
  const started = (port: MessagePort) => {
    port.start()
    return port as unknown as Worker
  }
  answerCalls(methods, started(port1), sentenceOf)
  return callsTo<M>(started(port2), () => {})
}

const thrown = (error: unknown) =>
  connected({
    ask: async () => {
      throw error
    },
  })
    .ask()
    .then(
      () => null,
      (found: unknown) => found,
    )

describe('calls to the session worker', () => {
  it('give plain values both ways, each answer to whoever asked', async () => {
    const desk = connected({
      add: async (one: number, other: number) => one + other,
      bytes: async (of: { size: number }) => new Uint8Array(of.size),
    })
    expect(await Promise.all([desk.add(1, 2), desk.bytes({ size: 3 }), desk.add(3, 4)])).toEqual([
      3,
      new Uint8Array(3),
      7,
    ])
  })

  it('name no command where a page is what somebody uses', async () => {
    const error = new ClientError('There is no draft of that id.', 'See: despatch drafts')
    expect(error.message).toBe('There is no draft of that id. See: despatch drafts')
    expect(await thrown(error)).toMatchObject({ message: 'There is no draft of that id.' })
  })

  it('fail with the SDK’s error, its words, and what a page needs of it', async () => {
    const problem = new ApiProblemError({
      type: 'urn:despatch:problem:withdrawn',
      title: 'Withdrawn',
      status: 410,
      detail: 'Its sender has withdrawn it.',
      instance: 'urn:uuid:1',
      extra: { reason: 'superseded' },
      retryAfterSeconds: 5,
    })
    const found = await thrown(problem)
    expect(isApiProblem(found, 'withdrawn')).toBe(true)
    expect(found).toMatchObject({ ...problem, message: 'Its sender has withdrawn it.' })
    expect(await thrown(new UnreachableError('There is no answer.'))).toBeInstanceOf(UnreachableError)
    expect(await thrown(new WrongKitError('These are not the words.'))).toMatchObject({
      name: 'WrongKitError',
      message: 'These are not the words.',
    })
  })

  it('tell nothing of a fault of the program, which could hold anything', async () => {
    const found = await thrown(new TypeError('cannot read Testina Example'))
    expect(found).toBeInstanceOf(ClientError)
    expect(String(found)).not.toContain('Testina')
  })

  it('fail in words that no stranger has turned round, or hidden something in', async () => {
    const detail = 'Not to \u202egpj.exe\u200b,\nwhich is all.'
    const problem = new ApiProblemError({
      type: 'about:blank',
      title: detail,
      status: 400,
      detail,
      extra: {},
    })
    for (const error of [problem, new ClientError(detail)])
      expect(await thrown(error)).toMatchObject({ message: 'Not to \ufffdgpj.exe\ufffd, which is all.' })
  })

  it('reach no method that is not offered', async () => {
    const desk = connected({}) as Record<string, () => Promise<unknown>>
    await expect(desk.constructor?.()).rejects.toThrow('Something went wrong')
    await expect(desk.toString?.()).rejects.toThrow('Something went wrong')
  })

  it('tell what helps by its page, where the sentence has a command for it', async () => {
    const error = new RemediedError(
      'That review is signed already.',
      'report-of-review',
      'despatch audit report',
    )
    expect(error.message).toBe('That review is signed already. despatch audit report')
    expect(await thrown(error)).toMatchObject({
      message: 'That review is signed already. Download its report on the page of the review.',
    })
  })
})
