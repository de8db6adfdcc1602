import { seal } from '../../src/crypto/seal.ts'
import { interleave } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { entityOf, millisecondsOf, SIZES, startSealers } from '../sealing.ts'

const row: Row = {
  name: 'seal',
  about:
    'Signing and encrypting for three recipients, one message after the other; peer: gpg with the same keys.',
  async measure({ rounds, seconds, progress }) {
    const { keys, gnupg } = await startSealers()
    const [signingKey] = keys
    const recipients = keys.map((key) => key.toPublic())
    const measured = []
    try {
      for (const [label, size] of SIZES) {
        progress(label)
        const entity = entityOf(size)
        const ours = () =>
          seal({ entity, recipients, now: new Date(), ...(signingKey ? { signingKey } : {}) })
        await ours()
        await gnupg.seal(entity)
        const figures = await interleave(
          rounds,
          () => millisecondsOf(seconds / 6, ours),
          () => millisecondsOf(seconds / 6, () => gnupg.seal(entity)),
        )
        measured.push(lessIsBetter({ name: `seal ${label}`, unit: 'ms', peer: 'gpg', ...figures }))
      }
    } finally {
      await gnupg.close()
    }
    return measured
  },
}

export default row
