import { once } from 'node:events'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatCheckpoint } from '../../../src/log/checkpoint.ts'
import { generateLogKey, type NoteSigner, readSigner } from '../../../src/log/keys.ts'
import { signNote } from '../../../src/log/note.ts'
import { consistencyProof } from '../../../src/log/proof.ts'
import { tilePath } from '../../../src/log/tiles.ts'
import { appendLeaves, leafHash } from '../../../src/log/tree.ts'
import { formatAddCheckpoint } from '../../../src/log/witness.ts'
import { sightings } from '../../../src/log/witnessed.ts'
import { readerOf } from '../../log/memory-log.ts'
import { sha256 } from '../../log/reference.ts'
import { newFolder } from '../folder.ts'
import { newMachine } from '../run.ts'
import { runWitness, startWitnessProcess, type WitnessProcess } from './witness-process.ts'

const ORIGIN = 'despatch.example.test/log'

/** A log that signs whatever it is asked to: histories part after their first `same` entries. */
async function historyOf(name: string, signer: NoteSigner, same = 5) {
  const files = new Map<string, Uint8Array>()
  const reader = readerOf(files)
  const notes: string[] = []
  for (let n = 0; n < 40; n += 1) {
    const leaf = leafHash(sha256, Buffer.from(n < same ? `${n}` : `${name} ${n}`))
    const { newTiles, root, size } = await appendLeaves(sha256, { size: BigInt(n), reader }, [leaf])
    for (const tile of newTiles) files.set(tilePath(tile.level, tile.n, tile.width), tile.bytes)
    notes[n + 1] = await signNote(formatCheckpoint({ origin: ORIGIN, size, root }), signer)
  }
  return {
    note: (size: number) => notes[size] ?? '',
    body: async (from: number, to: number) =>
      formatAddCheckpoint({
        oldSize: BigInt(from),
        proof:
          from === 0 || from === to ? [] : await consistencyProof(sha256, reader, BigInt(from), BigInt(to)),
        note: notes[to] ?? '',
      }),
  }
}

let folder: string
let running: WitnessProcess[]
beforeEach(async () => {
  folder = join(await newFolder(), 'witness')
  running = []
})
afterEach(async () => {
  await Promise.all(running.map((one) => one.end('SIGKILL')))
})

async function world() {
  const log = await generateLogKey(ORIGIN)
  const signer = await readSigner(log.signer)
  const machine = await newMachine()
  const made = await machine.despatch('witness', 'keygen', '--dir', folder, '--name', 'police.example.test/w')
  expect(made, made.err).toMatchObject({ code: 0 })
  const start = async (dies?: 'before' | 'after') => {
    const one = await startWitnessProcess({ folder, logs: [log.vkey], ...(dies && { dies }) })
    running.push(one)
    return one
  }
  return {
    log,
    machine,
    vkey: made.out,
    start,
    one: await historyOf('one', signer),
    other: await historyOf('other', signer),
  }
}

async function ask(to: Pick<WitnessProcess, 'url'>, body: string, path = '/add-checkpoint') {
  const response = await fetch(`${to.url}${path}`, { method: 'POST', body })
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  }
}

describe('despatch witness', () => {
  it('makes a key once, for its owner alone, and signs with it what only grows', async () => {
    const { machine, vkey, start, one, other } = await world()
    expect((await stat(join(folder, 'witness.key'))).mode & 0o777).toBe(0o600)
    expect((await readFile(join(folder, 'witness.vkey'), 'utf8')).trim()).toBe(vkey)
    const again = await machine.despatch('witness', 'keygen', '--dir', folder, '--name', 'another.test/w')
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('has a key already') })

    const witness = await start()
    const answer = await ask(witness, await one.body(0, 7))
    expect(answer.status, answer.text).toBe(200)
    expect(await sightings(one.note(7) + answer.text, [vkey])).toHaveLength(1)
    // Behind a proxy that gives it a path of its own.
    expect(await ask(witness, await one.body(7, 9), '/w/1/add-checkpoint')).toMatchObject({ status: 200 })
    expect(await ask(witness, await one.body(7, 10))).toEqual({
      status: 409,
      type: 'text/x.tlog.size',
      text: '9\n',
    })
    // The same log signs another history: refused, and kept for whoever asks.
    expect(await ask(witness, await other.body(9, 12))).toMatchObject({ status: 422 })
    expect(await ask(witness, await other.body(9, 9))).toMatchObject({ status: 409, text: '9\n' })
    const evidence = await readdir(join(folder, 'evidence'))
    expect(evidence).toHaveLength(2)

    const shown = await machine.json('witness', 'show', '--dir', folder)
    expect(shown.document).toMatchObject({ vkey, logs: [{ log: ORIGIN, size: '9' }], evidence: 2 })
    // Of one folder there is one witness.
    const second = await runWitness([
      'run',
      '--dir',
      folder,
      '--listen',
      '127.0.0.1:0',
      '--log',
      (await world2()).vkey,
    ])
    expect(second).toMatchObject({ code: 1, text: expect.stringContaining('is in use already') })
    await witness.end()
    expect(witness.child.exitCode).toBe(0)
  })

  it('never signs two checkpoints of one size, whenever it is killed', async () => {
    const { start, one, other, vkey } = await world()
    const first = await start()
    expect(await ask(first, await one.body(0, 6))).toMatchObject({ status: 200 })
    await first.end('SIGKILL')

    // Killed before the checkpoint had its name: it was never signed, and either history may go on, but one alone.
    const before = await start('before')
    await expect(ask(before, await one.body(6, 9))).rejects.toThrow('fetch failed')
    const second = await start()
    expect(await ask(second, await one.body(9, 9))).toMatchObject({ status: 409, text: '6\n' })
    expect(await ask(second, await one.body(6, 8))).toMatchObject({ status: 200 })
    expect(await ask(second, await other.body(8, 8))).toMatchObject({ status: 409, text: '8\n' })
    await second.end('SIGKILL')

    // Killed after: it stands as signed, though nobody had the answer, and no other of its size will.
    const after = await start('after')
    await expect(ask(after, await one.body(8, 12))).rejects.toThrow('fetch failed')
    const third = await start()
    expect(await ask(third, await other.body(8, 12))).toMatchObject({ status: 409, text: '12\n' })
    expect(await ask(third, await other.body(12, 12))).toMatchObject({ status: 409, text: '12\n' })
    const signed = await ask(third, await one.body(12, 12))
    expect(await sightings(one.note(12) + signed.text, [vkey])).toHaveLength(1)
    expect(await readdir(join(folder, 'scratch'))).toEqual([])
  })

  it('signs one of two histories, however they are mixed and whenever it is killed', async () => {
    const { start, one, other } = await world()
    const signed = new Map<number, Set<string>>()
    let last = 0
    for (let round = 0; round < 3; round += 1) {
      const witness = await start()
      const asked = [1, 2, 3, 4].flatMap((ahead) =>
        [one, other].map(async (history, at) => {
          const size = Math.min(last + ahead, 40)
          const answer = await ask(witness, await history.body(last, size)).catch(() => null)
          if (answer?.status === 409) last = Math.max(last, Number(answer.text))
          if (answer?.status !== 200) return
          signed.set(size, (signed.get(size) ?? new Set()).add(`${size > 5 ? at : 'same'}`))
          last = Math.max(last, size)
        }),
      )
      await Promise.race(asked)
      await witness.end('SIGKILL')
      await Promise.all(asked)
    }
    expect(signed.size).toBeGreaterThan(0)
    for (const [size, histories] of signed) expect([...histories], `size ${size}`).toHaveLength(1)
  })

  it('answers whoever sends it something else, and goes on', async () => {
    const { start, one } = await world()
    const witness = await start()
    expect(await ask(witness, 'x'.repeat(300_000))).toMatchObject({ status: 413 })
    expect(await ask(witness, 'old 0\n')).toMatchObject({ status: 400 })
    expect(await ask(witness, await one.body(0, 3), '/')).toMatchObject({ status: 404 })
    expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(405)
    const notText = await fetch(`${witness.url}/add-checkpoint`, {
      method: 'POST',
      body: Uint8Array.of(0xff, 0xfe),
    })
    expect(notText.status).toBe(400)
    // Those who connect and say nothing do not keep the log out.
    const { hostname, port } = new URL(witness.url)
    const idle = Array.from({ length: 10 }, () => connect(Number(port), hostname))
    await Promise.all(idle.map((socket) => once(socket, 'connect')))
    expect(await ask(witness, await one.body(0, 3))).toMatchObject({ status: 200 })
    for (const socket of idle) socket.destroy()
  })

  it('does not begin with what it cannot trust', async () => {
    const { machine, log, start, one } = await world()
    const witness = await start()
    await ask(witness, await one.body(0, 3))
    await witness.end()
    const run = (...more: string[]) =>
      machine.despatch('witness', 'run', '--dir', folder, '--listen', '127.0.0.1:0', '--log', ...more)
    expect(await run('nonsense')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not the verifier key'),
    })
    const [seen = ''] = await readdir(join(folder, 'seen'))
    await writeFile(join(folder, 'seen', seen), 'half a check')
    expect(await run(log.vkey)).toMatchObject({ code: 1, err: expect.stringContaining('is damaged') })
    await chmod(join(folder, 'witness.key'), 0o644)
    expect(await run(log.vkey)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Set its mode to 0600'),
    })
    const bare = await machine.despatch('witness', 'show', '--dir', join(folder, 'nothing'))
    expect(bare).toMatchObject({ code: 1, err: expect.stringContaining('not the folder of a witness') })
  })
})

const world2 = () => generateLogKey('another.example.test/log')
