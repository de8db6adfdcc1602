import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../src/log/base64.ts'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { generateWitnessKey, readWitnessSigner, readWitnessVerifier } from '../../src/log/cosignature.ts'
import { generateLogKey, type NoteVerifier, readSigner, readVerifier } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import { consistencyProof, verifyConsistency } from '../../src/log/proof.ts'
import { tilePath } from '../../src/log/tiles.ts'
import { appendLeaves, emptyRoot, leafHash, type TileReader } from '../../src/log/tree.ts'
import { trustRoot, trustTiles } from '../../src/log/trust-log.ts'
import {
  cosignedAnswer,
  formatAddCheckpoint,
  judgeRequest,
  LONGEST_REQUEST,
  parseAddCheckpoint,
  readRequest,
  refusalAnswer,
  type Seen,
  sizeOfConflict,
} from '../../src/log/witness.ts'
import { cosignaturesOf, sightings } from '../../src/log/witnessed.ts'
import { msOf } from '../setup/thread-time.ts'
import { readerOf } from './memory-log.ts'
import { sha256 } from './reference.ts'

const ORIGIN = 'despatch.example.test/log'
const AT = new Date('2026-03-02T10:00:00.000Z')

/** A tree of so many leaves, with every earlier root. */
async function tree(count: number, mark = ''): Promise<{ roots: Uint8Array[]; reader: TileReader }> {
  const files = new Map<string, Uint8Array>()
  const reader = readerOf(files)
  const roots = [emptyRoot(sha256)]
  for (let n = 0; n < count; n += 1) {
    const leaf = leafHash(sha256, Buffer.from(`${mark}${n}`))
    const { newTiles, root } = await appendLeaves(sha256, { size: BigInt(n), reader }, [leaf])
    for (const tile of newTiles) files.set(tilePath(tile.level, tile.n, tile.width), tile.bytes)
    roots.push(root)
  }
  return { roots, reader }
}

/** A log of 300 entries, and a witness of it in memory that answers as one over HTTP does. */
async function world() {
  const log = await generateLogKey(ORIGIN)
  const own = await generateWitnessKey('police.example.test/witness')
  const logSigner = await readSigner(log.signer)
  const signer = await readWitnessSigner(own.signer, () => AT)
  const logs = new Map<string, NoteVerifier[]>([[ORIGIN, [await readVerifier(log.vkey)]]])
  const grown = await tree(300)
  let last: Seen | null = null

  const noteOf = (size: number, root = grown.roots[size] ?? new Uint8Array(32)) =>
    signNote(formatCheckpoint({ origin: ORIGIN, size: BigInt(size), root }), logSigner)
  const proofOf = (from: number, to: number) =>
    from === 0 || from === to
      ? Promise.resolve([])
      : consistencyProof(sha256, grown.reader, BigInt(from), BigInt(to))

  return {
    log,
    own,
    grown,
    noteOf,
    proofOf,
    async body(from: number, to: number, changed: { proof?: Uint8Array[]; note?: string } = {}) {
      return formatAddCheckpoint({
        oldSize: BigInt(from),
        proof: changed.proof ?? (await proofOf(from, to)),
        note: changed.note ?? (await noteOf(to)),
      })
    },
    async ask(body: string) {
      const request = await readRequest(body, logs)
      if ('status' in request) return refusalAnswer(request)
      const refusal = judgeRequest(sha256, request, last)
      if (refusal) return refusalAnswer(refusal)
      last = request.checkpoint
      return cosignedAnswer(request.text, [signer])
    },
  }
}

describe('a witness', () => {
  it('signs what continues what it saw last, and the time at which it did', async () => {
    const { ask, body, own, noteOf } = await world()
    for (const [from, to] of [
      [0, 3],
      [3, 3],
      [3, 256],
      [256, 300],
    ] as const) {
      const answer = await ask(await body(from, to))
      expect(answer.status, answer.body).toBe(200)
      const note = await noteOf(to)
      expect(await sightings(note + answer.body, [own.vkey])).toEqual([{ key: own.vkey, at: AT }])
    }
  })

  it('signs to the byte what C2SP tlog-cosignature says', async () => {
    const { ask, body, own, noteOf } = await world()
    const answer = await ask(await body(0, 7))
    const [, name, encoded = ''] = /^— (\S+) (\S+)\n$/.exec(answer.body) ?? []
    const signature = Buffer.from(encoded, 'base64')
    const publicKey = Buffer.from(own.vkey.split('+').slice(2).join('+'), 'base64')
    expect(publicKey[0]).toBe(4)
    const keyId = createHash('sha256').update(`${name}\n`).update(publicKey).digest().subarray(0, 4)
    expect(own.vkey.startsWith(`${name}+${keyId.toString('hex')}+`)).toBe(true)
    expect(signature.subarray(0, 4)).toEqual(keyId)
    const seconds = AT.getTime() / 1000
    expect(signature.readBigUInt64BE(4)).toBe(BigInt(seconds))
    const [text = ''] = (await noteOf(7)).split('\n\n')
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.subarray(1).toString('base64url') },
      format: 'jwk',
    })
    const signed = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}\n`)
    expect(verify(null, signed, key, signature.subarray(12))).toBe(true)
  })

  it('says which size it saw last to whoever is wrong about it', async () => {
    const { ask, body } = await world()
    await ask(await body(0, 5))
    const answer = await ask(await body(0, 9))
    expect(answer).toEqual({ status: 409, type: 'text/x.tlog.size', body: '5\n' })
    expect(sizeOfConflict(answer.body)).toBe(5n)
    for (const rubbish of ['', '5', '05\n', '-1\n', '5\n\n', 'x\n', `${'9'.repeat(30)}\n`])
      expect(sizeOfConflict(rubbish), rubbish).toBe(null)
    // A log that was set back: what it has now is shorter than what was seen.
    expect(await ask(await body(3, 4))).toMatchObject({ status: 409, body: '5\n' })
  })

  it('never signs another tree of the size that it has seen, nor one that does not continue it', async () => {
    const { ask, body, noteOf, proofOf } = await world()
    const other = await tree(20, 'another ')
    await ask(await body(0, 5))
    expect(await ask(await body(5, 5, { note: await noteOf(5, other.roots[5]) }))).toMatchObject({
      status: 409,
      body: '5\n',
    })
    const note = await noteOf(9, other.roots[9])
    const proof = await consistencyProof(sha256, other.reader, 5n, 9n)
    expect(await ask(await body(5, 9, { note, proof }))).toMatchObject({ status: 422 })
    const good = await proofOf(5, 9)
    expect(await ask(await body(5, 9, { proof: good.slice(1) }))).toMatchObject({ status: 422 })
    expect(await ask(await body(5, 9, { proof: [...good, new Uint8Array(32)] }))).toMatchObject({
      status: 422,
    })
    expect(await ask(await body(5, 9, { proof: [] }))).toMatchObject({ status: 422 })
    expect(await ask(await body(5, 5, { proof: [new Uint8Array(32)] }))).toMatchObject({ status: 422 })
    // After all of it the true one is signed.
    expect(await ask(await body(5, 9))).toMatchObject({ status: 200 })
  })

  it('begins with whatever it is shown first, but proves nothing from nothing', async () => {
    const { ask, body, noteOf } = await world()
    expect(await ask(await body(0, 9, { proof: [new Uint8Array(32)] }))).toMatchObject({ status: 422 })
    expect(await ask(await body(0, 0, { note: await noteOf(0, new Uint8Array(32)) }))).toMatchObject({
      status: 409,
      body: '0\n',
    })
    expect(await ask(await body(0, 0))).toMatchObject({ status: 200 })
    expect(await ask(await body(0, 300))).toMatchObject({ status: 200 })
  })

  it('knows its logs by their keys', async () => {
    const { ask, body, grown } = await world()
    const stranger = await generateLogKey('other.example.test/log')
    const text = (origin: string) =>
      formatCheckpoint({ origin, size: 3n, root: grown.roots[3] ?? new Uint8Array() })
    const unknown = await signNote(text('other.example.test/log'), await readSigner(stranger.signer))
    expect(await ask(await body(0, 3, { note: unknown }))).toMatchObject({ status: 404 })
    const impostor = await generateLogKey(ORIGIN)
    const unsigned = await signNote(text(ORIGIN), await readSigner(impostor.signer))
    expect(await ask(await body(0, 3, { note: unsigned }))).toMatchObject({ status: 403 })
    // A true line for one text does not make another signed.
    const [, lines = ''] = (await body(0, 3)).split('\n\n').slice(1)
    const moved = `${text(ORIGIN).replace('\n3\n', '\n4\n')}\n${lines}`
    expect(await ask(await body(0, 3, { note: moved }))).toMatchObject({ status: 403 })
  })

  it('takes what other witnesses have signed already, and lines that a log adds below its root', async () => {
    const { ask, body, log, own, noteOf, grown } = await world()
    const another = await generateWitnessKey('court.example.test/witness')
    const line = await cosignedAnswer((await noteOf(3)).split('\n\n')[0] ?? '', [
      await readWitnessSigner(another.signer, () => AT),
    ])
    expect(await ask(await body(0, 3, { note: (await noteOf(3)) + line.body }))).toMatchObject({
      status: 200,
    })
    const head = formatCheckpoint({ origin: ORIGIN, size: 4n, root: grown.roots[4] ?? new Uint8Array() })
    const extended = await signNote(`${head}an extension\n`, await readSigner(log.signer))
    const answer = await ask(await body(3, 4, { note: extended }))
    expect(answer.status).toBe(200)
    expect(await sightings(extended + answer.body, [own.vkey])).toHaveLength(1)
  })

  it('refuses what is no request, whatever it is', async () => {
    const { ask, body, noteOf } = await world()
    const good = await body(3, 9)
    const note = await noteOf(9)
    const bodies = {
      nothing: '',
      'a line': 'old 3',
      'no empty line': good.replace('\n\n', '\n'),
      'no old size': good.replace(/^old 3\n/, ''),
      'a leading zero': good.replace('old 3', 'old 03'),
      'a negative size': good.replace('old 3', 'old -3'),
      'a size with a sign': good.replace('old 3', 'old +3'),
      'two blanks': good.replace('old 3', 'old  3'),
      'carriage returns': good.replaceAll('\n', '\r\n'),
      'a size beyond 64 bits': good.replace('old 3', `old ${'9'.repeat(21)}`),
      'a hash without padding': good.replace('=\n', '\n'),
      'a hash that is too short': `old 3\n${toBase64(new Uint8Array(31))}\n\n${note}`,
      'too many hashes': `old 3\n${`${toBase64(new Uint8Array(32))}\n`.repeat(64)}\n${note}`,
      'no note': good.slice(0, good.indexOf('\n\n') + 2),
      'a note without its last line feed': good.slice(0, -1),
      'an older note': await body(9, 3, { proof: [] }),
      'a note that is no checkpoint': `old 0\n\n${await signNote('hello\n', await readSigner((await generateLogKey('x')).signer))}`,
      'something after the note': `${good}x`,
      'too much': `${good.slice(0, -1)}${'A'.repeat(LONGEST_REQUEST)}\n`,
    }
    for (const [what, hostile] of Object.entries(bodies)) expect((await ask(hostile)).status, what).toBe(400)
    expect(parseAddCheckpoint(good)).toMatchObject({ oldSize: 3n, note })
    // And in a time that does not grow with the square of what it is sent.
    const took = await msOf(async () => {
      for (const filler of ['\n', 'old 0\n', '— a b\n', '— ', ' ', '+'])
        expect((await ask(`old 0\n\n${filler.repeat(60_000 / filler.length)}`)).status).toBe(400)
    })
    expect(took).toBeLessThan(2_000)
  })
})

describe('an answer of a witness', () => {
  it('is taken for its own lines, and for those of this checkpoint alone', async () => {
    const { ask, body, own, noteOf } = await world()
    const answer = await ask(await body(0, 3))
    const [head = ''] = (await noteOf(3)).split('\n\n')
    const text = `${head}\n`
    expect(await cosignaturesOf(answer.body, text, own.vkey)).toEqual({ lines: answer.body, at: AT })
    const stranger = `— somebody.example.test ${toBase64(new Uint8Array(76))}\n`
    expect(await cosignaturesOf(stranger + answer.body, text, own.vkey)).toEqual({
      lines: answer.body,
      at: AT,
    })
    for (const rubbish of [
      '',
      '\n',
      'OK\n',
      '<html></html>\n',
      stranger,
      answer.body.slice(0, -1),
      `${answer.body}\n`,
    ])
      expect(await cosignaturesOf(rubbish, text, own.vkey), rubbish).toBe(null)
    expect(await cosignaturesOf(answer.body, text.replace('\n3\n', '\n4\n'), own.vkey)).toBe(null)
    // What smuggles a second text in is none.
    expect(await cosignaturesOf(`${answer.body}\n${answer.body}`, text, own.vkey)).toBe(null)
  })

  it('is by a key that says itself that it is a witness’s', async () => {
    const { log, own, noteOf } = await world()
    await expect(sightings(await noteOf(3), [log.vkey])).rejects.toThrow('not the verifier key of a log')
    await expect(readVerifier(own.vkey)).rejects.toThrow('not the verifier key of a log')
    expect((await readWitnessVerifier(own.vkey)).name).toBe('police.example.test/witness')
    expect(await sightings(await noteOf(3), [own.vkey])).toEqual([])
  })
})

describe('the tiles of a trust log, which stores none', () => {
  it('are those of any log, and lead from each of its sizes to each other', async () => {
    const leaves = Array.from({ length: 600 }, (_, n) => leafHash(sha256, Buffer.from(`${n}`)))
    const tiles = trustTiles(sha256, leaves)
    for (const [from, to] of [
      [1, 600],
      [255, 257],
      [256, 512],
      [300, 599],
      [512, 600],
    ] as const) {
      const proof = await consistencyProof(
        sha256,
        trustTiles(sha256, leaves.slice(0, to)),
        BigInt(from),
        BigInt(to),
      )
      const [oldRoot, newRoot] = [from, to].map((size) => trustRoot(sha256, leaves.slice(0, size)))
      if (!oldRoot || !newRoot) throw new Error('there are two roots')
      const claim = { oldSize: BigInt(from), newSize: BigInt(to), oldRoot, newRoot, proof }
      expect(verifyConsistency(sha256, claim), `${from} to ${to}`).toBe(true)
    }
    await expect(tiles.hashes(0, 2n, 200)).rejects.toThrow('is not there')
    await expect(tiles.hashes(1, 0n, 3)).rejects.toThrow('is not there')
  })
})
