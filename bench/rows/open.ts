import { open } from '../../src/crypto/open.ts'
import { seal } from '../../src/crypto/seal.ts'
import { interleave } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { entityOf, MADE, millisecondsOf, SIZES, startSealers } from '../sealing.ts'

const row: Row = {
  name: 'open',
  about: 'Decrypting and verifying the same, one message after the other; peer: gpg with the same keys.',
  async measure({ rounds, seconds, progress }) {
    const { keys, gnupg } = await startSealers()
    const [signingKey] = keys
    const certificates = keys.map((key) => key.toPublic())
    const measured = []
    try {
      for (const [label, size] of SIZES) {
        progress(label)
        const sealed = await seal({
          entity: entityOf(size),
          recipients: certificates,
          now: MADE,
          ...(signingKey ? { signingKey } : {}),
        })
        const ours = async () => {
          const { signature } = await open({
            sealed,
            keys: keys.slice(1, 2),
            verifyWith: certificates.slice(0, 1),
            now: new Date(),
          })
          if (signature.status !== 'verified') throw new Error('the signature was not verified')
        }
        await ours()
        await gnupg.open(sealed)
        const figures = await interleave(
          rounds,
          () => millisecondsOf(seconds / 6, ours),
          () => millisecondsOf(seconds / 6, () => gnupg.open(sealed)),
        )
        measured.push(lessIsBetter({ name: `open ${label}`, unit: 'ms', peer: 'gpg', ...figures }))
      }
    } finally {
      await gnupg.close()
    }
    return measured
  },
}

export default row
