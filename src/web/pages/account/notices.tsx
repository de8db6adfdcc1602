import type { NoticeSettingResponse } from '../../../domain/wire/notices.ts'
import { NO_NOTICES_HERE, NOTICE_EXAMPLE, noticeFailure } from '../../../sdk/notices.ts'
import { WarningText } from '../../components/notices.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { momentInWords } from '../../words.ts'

/** Whether and where the person is told by ordinary mail that something waits. */
export const Notices = ({ setting, lastSentAt, failure, available }: NoticeSettingResponse) => (
  <>
    <h2 class="govuk-heading-m">Notices by mail</h2>
    {setting === null ? (
      <p class="govuk-body">
        You have none. A notice tells you at an ordinary mail address that something waits, such as “
        {NOTICE_EXAMPLE}”, and nothing else.
      </p>
    ) : (
      <>
        {failure === null ? null : (
          <WarningText>
            {noticeFailure(failure, {
              correct: 'change your notices.',
              begin: 'change your notices, and give the right address.',
            })}
          </WarningText>
        )}
        <SummaryList
          rows={[
            { key: 'Go to', value: setting.address },
            { key: 'How often', value: `At most one in ${setting.bundleMinutes} minutes` },
            {
              key: 'Quiet hours',
              value:
                setting.quiet === null
                  ? 'None'
                  : `From ${setting.quiet.from} until ${setting.quiet.until} (${setting.zone}); what came meanwhile is told after`,
            },
            {
              key: 'The last was sent',
              value: lastSentAt === null ? 'None has been sent yet' : momentInWords(lastSentAt),
            },
          ]}
        />
      </>
    )}
    {available ? null : <p class="govuk-body">{NO_NOTICES_HERE}</p>}
    <ul class="govuk-list">
      {available ? (
        <li>
          <a class="govuk-link" href="/account/notices">
            {setting === null ? 'Have notices by mail' : 'Change your notices'}
          </a>
        </li>
      ) : null}
      {setting === null ? null : (
        <li>
          <a class="govuk-link" href="/account/notices/end">
            Have no more notices
          </a>
        </li>
      )}
    </ul>
  </>
)
