import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { NoticeMail } from '../../config.ts'
import { faultOf } from '../../services/fault.ts'
import { StartRefusal } from '../../store/start-refusal.ts'
import { type Loop, startLoop } from '../../workers/loop.ts'
import { type NoticeServer, type NotifyDependencies, notify } from '../../workers/notify.ts'
import { tellPostmaster } from '../../workers/tell-postmaster.ts'
import { warnDormant } from '../../workers/warn-dormant.ts'

const EVERY_MS = 30_000
const POSTMASTER_EVERY_MS = 60_000
/** Days are counted; and whoever is in quiet hours is told in the hour after. */
const WARNINGS_EVERY_MS = 60 * 60_000
/** After a publication: the worker has delivered what was published, and what else comes just then is told with it. */
const SETTLE_MS = 2_000

/** The notices role, beside the worker: tells members at their ordinary addresses that something waits or their account is to be suspended, and the postmaster what is wrong. */
export function noticesRole({
  postmaster,
  ...dependencies
}: NotifyDependencies & { postmaster: string | null }): Loop {
  const loop: Loop = startLoop(
    async () => {
      if (await notify(dependencies)) loop.nudge()
    },
    {
      everyMs: EVERY_MS,
      onError: (error) => dependencies.logger.error(faultOf(error), 'notices failed; they are tried again'),
    },
  )
  const telling =
    postmaster === null
      ? null
      : startLoop(() => tellPostmaster(dependencies, postmaster), {
          everyMs: POSTMASTER_EVERY_MS,
          onError: (error) =>
            dependencies.logger.error(faultOf(error), 'the postmaster could not be told; it is tried again'),
        })
  const warning = startLoop(() => warnDormant(dependencies), {
    everyMs: WARNINGS_EVERY_MS,
    onError: (error) =>
      dependencies.logger.error(faultOf(error), 'somebody could not be warned; it is tried again'),
  })
  let settling: NodeJS.Timeout | undefined
  return {
    nudge() {
      settling ??= setTimeout(() => {
        settling = undefined
        loop.nudge()
      }, SETTLE_MS)
    },
    health: loop.health,
    async stop() {
      clearTimeout(settling)
      await Promise.all([loop.stop(), telling?.stop(), warning.stop()])
    },
  }
}

/**
 * The mail server of the settings, with its certificate read.
 *
 * @throws StartRefusal when the file of NOTICE_SMTP_CERTIFICATE holds no certificate
 */
export async function readNoticeServer({ host, port, certificateFile }: NoticeMail): Promise<NoticeServer> {
  if (certificateFile === null) return { host, port, tlsCertificate: null }
  try {
    const tlsCertificate = await readFile(certificateFile, 'utf8')
    new X509Certificate(tlsCertificate)
    return { host, port, tlsCertificate }
  } catch {
    throw new StartRefusal(
      'NOTICE_SMTP_CERTIFICATE must be a file with the PEM certificate that the server of NOTICE_SMTP shows.',
    )
  }
}
