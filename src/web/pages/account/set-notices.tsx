import { useState } from 'preact/hooks'
import type { NoticeSetting, NoticeSettingResponse } from '../../../domain/wire/notices.ts'
import { isApiProblem } from '../../../sdk/errors.ts'
import { NO_NOTICES_HERE, NOTICE_EXAMPLE, noticeSentences } from '../../../sdk/notices.ts'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { InsetText, NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { textsOf, useSending } from '../../use-sending.ts'
import { momentInWords } from '../../words.ts'
import { BACK } from './back.ts'
import { noticeFields, noticeSetting } from './notice-form.ts'

/** Having notices by mail, or having them otherwise. */
export default function SetNotices() {
  const answer = useAnswer(() => atDesk().notices(), [])
  const [done, setDone] = useState<NoticeSettingResponse | null>(null)
  if (done?.setting) return <NoticesSet {...done} setting={done.setting} />
  if (answer.state !== 'there' || !answer.value.available)
    return (
      <Page key="waiting" title="Notices by mail" back={BACK}>
        <Waiting answer={answer} words="Looking up your notices">
          {() => <p class="govuk-body">{NO_NOTICES_HERE}</p>}
        </Waiting>
      </Page>
    )
  return <Ask before={answer.value.setting} onSet={setDone} />
}

function Ask({ before, onSet }: { before: NoticeSetting | null; onSet(set: NoticeSettingResponse): void }) {
  const { errors, busy, send } = useSending()
  const fields = noticeFields(before)
  const title = before === null ? 'Have notices by mail' : 'Change your notices'
  return (
    <Page key="ask" title={title} back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const { setting, errors: wrong } = noticeSetting(textsOf(event.currentTarget), fields.zone)
            void send(
              wrong,
              async () => {
                if (setting !== null) onSet(await atDesk().setNotices(setting))
              },
              // Whatever else it may be given was looked at before: what only the service knows is of the address.
              (error) => (isApiProblem(error, 'invalid-request') ? 'address' : null),
            )
          }}
        >
          <p class="govuk-body">
            A notice says how many items wait, of what marking and in which mailbox, and nothing else:
          </p>
          <InsetText>{NOTICE_EXAMPLE}</InsetText>
          <TextInput
            id="address"
            label="Mail address"
            hint="An ordinary address of yours, such as pat@office.example.test. Mailboxes of the partnership take no notices."
            autocomplete="email"
            value={fields.address}
            error={errorOf(errors, 'address')}
          />
          <TextInput
            id="minutes"
            label="At most one notice in so many minutes"
            hint="Between 5 minutes and a day, which is 1440."
            autocomplete="off"
            width="10"
            value={fields.minutes}
            error={errorOf(errors, 'minutes')}
          />
          <Radios
            id="quiet"
            label="Are there hours in which you want none?"
            hint="What came meanwhile is told after."
            value={fields.quiet}
            choices={[
              {
                value: 'yes',
                text: 'Yes',
                reveals: (
                  <>
                    <TextInput
                      id="quiet-from"
                      label="They begin at"
                      hint="For example, 19:00"
                      autocomplete="off"
                      width="10"
                      value={fields['quiet-from']}
                      error={errorOf(errors, 'quiet-from')}
                    />
                    <TextInput
                      id="quiet-until"
                      label="They end at"
                      hint="For example, 07:30"
                      autocomplete="off"
                      width="10"
                      value={fields['quiet-until']}
                      error={errorOf(errors, 'quiet-until')}
                    />
                    <TextInput
                      id="zone"
                      label="Time zone of these hours"
                      hint="In the United Kingdom, Europe/London"
                      autocomplete="off"
                      width="20"
                      value={fields.zone}
                      error={errorOf(errors, 'zone')}
                    />
                  </>
                ),
              },
              { value: 'no', text: 'No' },
            ]}
          />
          <Button busy={busy}>{title}</Button>
        </form>
      </div>
    </Page>
  )
}

const NoticesSet = ({ setting, lastSentAt }: NoticeSettingResponse & { setting: NoticeSetting }) => (
  <Page key="set" title="Your notices are set" back={BACK}>
    <NotificationBanner id="set" title="Success" success>
      <p class="govuk-notification-banner__heading">Notices go to {setting.address}.</p>
    </NotificationBanner>
    {noticeSentences(setting, { lastSentAt, sayTime: momentInWords }).map((sentence) => (
      <p class="govuk-body" key={sentence}>
        {sentence}
      </p>
    ))}
    <p class="govuk-body">They tell what comes from now on, and not what waits already.</p>
  </Page>
)
