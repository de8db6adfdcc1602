import { interleave } from '../interleave.ts'
import { presealed } from '../presealed.ts'
import { atSink, RECIPIENTS, SUBMITTERS, startRelaying } from '../relaying.ts'
import { moreIsBetter, type Row } from '../row.ts'
import { formsOf, load } from '../submit-load.ts'

/** About what each side does in a second, to know how many make a round. */
const OURS = 150
const POSTFIX = 40

const row: Row = {
  name: 'submit-relay',
  about:
    'referrals of 10 KB, sealed beforehand, to three mailboxes, one of them by mail: from the first submission until the last mail stands at the partner, against Postfix with a content filter that calls gpg',
  async measure({ rounds, seconds, progress }) {
    const relaying = await startRelaying()
    try {
      const { service, session, token, sink } = relaying
      const url = `${service.origin}/api/v1/referrals`
      const ours = async (count: number) => {
        const submissions = formsOf(await presealed(session, { count, to: RECIPIENTS }))
        return atSink(sink, count, () => load({ url, token, submissions, connections: SUBMITTERS }))
      }
      await ours(20)
      await relaying.postfixWithGpg(20)
      const { value, peerValue } = await interleave(
        rounds,
        () => ours(Math.ceil(OURS * seconds)),
        () => relaying.postfixWithGpg(Math.ceil(POSTFIX * seconds)),
      )
      progress(`the service used ${(await service.cpuSeconds()).toFixed(1)} s of a processor`)
      return [
        moreIsBetter({
          name: 'submit-relay',
          value,
          unit: 'mails/s',
          peer: 'Postfix with a gpg content filter',
          peerValue,
        }),
      ]
    } finally {
      await relaying.stop()
    }
  },
}

export default row
