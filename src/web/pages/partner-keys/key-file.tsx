import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FileUpload } from '../../components/file-upload.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk } from '../../session.ts'
import { one, typedIn } from '../../typed.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import { HeardFields } from './heard.tsx'
import { heardMissing, heardOf } from './heard-typed.ts'
import { BACK } from './words.ts'

/** No file with a key is larger. */
const LARGEST_FILE = 1024 * 1024

/** A key that came as a file: a partner's is handed in and waits, one's own agency's is certified at once. */
export default function KeyFile() {
  const { path, route } = useLocation()
  const own = path.endsWith('/certify')
  const [said, setSaid] = useState<string | null>(null)
  const { errors, busy, send } = useSending()
  const title = own ? 'Certify the key of your own mailbox' : 'Hand in the key of a partner'
  if (said !== null)
    return (
      <Page title={title} back={BACK}>
        <NotificationBanner id="said" title="Success" success>
          <p class="govuk-notification-banner__heading">{said}</p>
        </NotificationBanner>
      </Page>
    )
  const submit = (form: HTMLFormElement) => {
    const typed = typedIn(form)
    const mailbox = one(typed, 'mailbox').toLowerCase()
    const name = one(typed, 'name')
    const file = new FormData(form).get('file')
    const chosen = file instanceof File && file.size > 0 ? file : null
    void send(
      [
        ...missingOf(textsOf(form), [['mailbox', 'Enter the address of the mailbox']]),
        ...(chosen === null ? [{ field: 'file', message: 'Select the file with the key' }] : []),
        ...(chosen !== null && chosen.size > LARGEST_FILE
          ? [{ field: 'file', message: 'The file must be smaller than 1 MB' }]
          : []),
        ...(own && one(typed, 'how') !== '' ? heardMissing(typed) : []),
      ],
      async () => {
        const bytes = new Uint8Array((await chosen?.arrayBuffer()) ?? new ArrayBuffer(0))
        if (!own) {
          const id = await atDesk().handInPartnerKey(bytes, mailbox)
          if (id !== null) return route(`/agency/keys/${id}`)
          return setSaid('That is the key in use, and says nothing new: nothing waits.')
        }
        const approval = { heard: heardOf(typed), name: name === '' ? null : name }
        const fingerprint = await atDesk().certifyOwnMailKey(bytes, mailbox, approval)
        setSaid(
          fingerprint === null
            ? `That is the key that ${mailbox} has in use, and says nothing new.`
            : `The key ${fingerprint} of ${mailbox} is certified: it stands in the trust log as your agency’s word.`,
        )
      },
    )
  }
  return (
    <Page title={title} back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            submit(event.currentTarget)
          }}
        >
          <p class="govuk-body">
            {own
              ? 'For a mailbox of your own agency that is read outside the service, by a mail program with a key of its own.'
              : 'The key is judged in this browser first: one that is weak, has ended or is of another mailbox is refused, with what to ask of its holder. Nothing is believed by handing it in.'}
          </p>
          <TextInput
            id="mailbox"
            label="Whose key is it?"
            hint="The address of the mailbox."
            autocomplete="off"
            error={errorOf(errors, 'mailbox')}
          />
          <FileUpload
            id="file"
            label="The file with the key"
            hint="As its holder gave it to you, such as police.asc."
            accept=".asc,.pgp,.gpg,.key,application/pgp-keys"
            error={errorOf(errors, 'file')}
          />
          {own ? (
            <>
              <HeardFields errors={errors} />
              <p class="govuk-body">Choose nothing where the key in use was only extended.</p>
              <TextInput
                id="name"
                label="What is the mailbox called? (only if it is new)"
                autocomplete="off"
                error={errorOf(errors, 'name')}
              />
            </>
          ) : null}
          <Button busy={busy}>{own ? 'Certify the key' : 'Hand it in'}</Button>
        </form>
      </div>
    </Page>
  )
}
