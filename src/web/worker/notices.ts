import type { NoticeSetting, NoticeSettingResponse } from '../../domain/wire/notices.ts'
import { ClientError, isApiProblem } from '../../sdk/errors.ts'
import type { Session } from '../../sdk/session.ts'
import { work } from './open-session.ts'

/** The person's own notices. */
export async function notices(): Promise<NoticeSettingResponse> {
  return (await work()).session.client.notices()
}

/** The same; null for whoever may have none, such as an auditor. */
export const noticesIfAny = ({ client }: Session): Promise<NoticeSettingResponse | null> =>
  client.notices().catch((error: unknown) => {
    if (isApiProblem(error, 'not-yours')) return null
    throw error
  })

/** Begins notices, or changes them. */
export async function setNotices(setting: NoticeSetting): Promise<NoticeSettingResponse> {
  return (await work()).session.client.setNotices(setting)
}

/** Ends them. @throws ClientError where the service still has them */
export async function endNotices(): Promise<void> {
  const { setting } = await (await work()).session.client.endNotices()
  if (setting !== null) throw new ClientError('The service still has your notices. Try again.')
}
