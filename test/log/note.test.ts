import { describe, expect, test } from 'vitest'
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../src/log/checkpoint.ts'
import { generateLogKey, LogKeyError, readSigner, readVerifier } from '../../src/log/keys.ts'
import { NoteError, openNote, signNote } from '../../src/log/note.ts'

// The example of Go's golang.org/x/mod/sumdb/note: another program's key, text and signature.
const goSigner = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const goVerifier = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const goText =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const goNote = `${goText}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`

describe('a signed note', () => {
  test('is the very note that the Go implementation signs, and is read by its verifier key', async () => {
    expect(await signNote(goText, await readSigner(goSigner))).toBe(goNote)
    const opened = await openNote(goNote, [await readVerifier(goVerifier)])
    expect(opened).toEqual({ text: goText, signedBy: [{ name: 'PeterNeumann', keyId: 'c74f20a3' }] })
  })

  test('may have more signatures: of keys we know, all must be good; others are passed over', async () => {
    const log = await generateLogKey('despatch.test/log')
    const witness = await generateLogKey('witness.test')
    const note = await signNote('a\n\nb\n', await readSigner(log.signer), await readSigner(witness.signer))
    const [logKey, witnessKey] = [await readVerifier(log.vkey), await readVerifier(witness.vkey)]
    expect((await openNote(note, [logKey])).text).toBe('a\n\nb\n')
    expect((await openNote(note, [witnessKey, logKey])).signedBy.map(({ name }) => name)).toEqual([
      'despatch.test/log',
      'witness.test',
    ])
    const bad = note.replace(
      /(witness\.test .{20})./,
      (_, start) => `${start}${note.includes(`${start}A`) ? 'B' : 'A'}`,
    )
    expect((await openNote(bad, [logKey])).text).toBe('a\n\nb\n')
    await expect(openNote(bad, [logKey, witnessKey])).rejects.toMatchObject({ reason: 'bad-signature' })
    const stranger = await readVerifier((await generateLogKey('despatch.test/log')).vkey)
    await expect(openNote(note, [stranger])).rejects.toMatchObject({ reason: 'unsigned' })
  })

  test('is refused when any character of it is another', async () => {
    const verifier = await readVerifier(goVerifier)
    for (let at = 0; at < goNote.length; at += 1) {
      const other = goNote[at] === 'A' ? 'B' : 'A'
      const altered = goNote.slice(0, at) + other + goNote.slice(at + 1)
      await expect(openNote(altered, [verifier])).rejects.toBeInstanceOf(NoteError)
    }
  })

  test.each([
    ['without signatures', goText],
    ['without the empty line', goNote.replace('\n\n', '\n')],
    ['without its last line feed', goNote.slice(0, -1)],
    ['with a hyphen for the dash', goNote.replace('—', '-')],
    ['with a carriage return', goNote.replace('\n\n', '\r\n\n')],
    ['with a line after the signatures', `${goNote}more\n`],
    ['with a space more', goNote.replace('— PeterNeumann ', '— PeterNeumann  ')],
    ['with two hundred signatures', goNote + (goNote.split('\n\n')[1] ?? '').repeat(200)],
  ])('%s is refused', async (_what, note) => {
    await expect(openNote(note, [await readVerifier(goVerifier)])).rejects.toBeInstanceOf(NoteError)
  })

  test('is not made of a text without a line feed at the end, or with control characters', async () => {
    const signer = await readSigner(goSigner)
    for (const text of ['', 'a', 'a\u0000\n', 'a\r\n', 'a\u0085\n', '\ud800\n']) {
      await expect(signNote(text, signer)).rejects.toBeInstanceOf(NoteError)
    }
  })
})

describe('a verifier key', () => {
  test.each([
    goVerifier.replace('c74f20a3', 'c74f20a4'),
    goVerifier.replace('PeterNeumann', 'PeterNewmann'),
    goVerifier.replace('+ARpc', '+AhpC'),
    goVerifier.slice(0, -4),
    `Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW`,
    goSigner,
    '',
  ])('is refused when it does not fit together: %s', async (vkey) => {
    await expect(readVerifier(vkey)).rejects.toBeInstanceOf(LogKeyError)
  })
})

describe('a checkpoint', () => {
  const root = new Uint8Array(32).fill(9)
  const text = formatCheckpoint({ origin: 'despatch.test/log', size: 18_446_744_073_709_551_615n, root })

  test('is read back as it was written, at every size', () => {
    expect(parseCheckpoint(text)).toEqual({
      origin: 'despatch.test/log',
      size: 18_446_744_073_709_551_615n,
      root,
    })
    const empty = { origin: 'o', size: 0n, root }
    expect(parseCheckpoint(formatCheckpoint(empty))).toEqual(empty)
  })

  test.each([
    ['a leading zero', text.replace('\n1', '\n01')],
    ['a sign', text.replace('\n1', '\n+1')],
    ['another spelling of the root', text.replace('=', '')],
    ['a short root', 'o\n1\nAAAA\n'],
    ['a further line', `${text}more\n`],
    ['no line feed at the end', text.slice(0, -1)],
    ['no origin', text.slice(text.indexOf('\n'))],
    ['an origin with a space', text.replace('despatch', 'des patch')],
  ])('with %s is refused', (_what, wrong) => {
    expect(parseCheckpoint(wrong)).toBeNull()
  })

  test('is believed only when it is of the log whose key signed it', async () => {
    const key = await generateLogKey('despatch.test/log')
    const [signer, verifier] = [await readSigner(key.signer), await readVerifier(key.vkey)]
    const good = await signNote(formatCheckpoint({ origin: 'despatch.test/log', size: 1n, root }), signer)
    expect((await openCheckpoint(good, verifier)).size).toBe(1n)
    const posing = await signNote(formatCheckpoint({ origin: 'other.test/log', size: 1n, root }), signer)
    await expect(openCheckpoint(posing, verifier)).rejects.toBeInstanceOf(NoteError)
    await expect(openCheckpoint(await signNote('hello\n', signer), verifier)).rejects.toBeInstanceOf(
      NoteError,
    )
  })
})
