import { presealed } from '../presealed.ts'
import { atSink, paced, RECIPIENTS, SUBMITTERS, startRelaying } from '../relaying.ts'
import { moreIsBetter, type Row } from '../row.ts'
import { formsOf, load } from '../submit-load.ts'

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
      const { value, peerValue } = await paced({ rounds, seconds }, ours, relaying.postfixWithGpg)
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
