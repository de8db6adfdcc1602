import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FileUpload } from '../../components/file-upload.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk } from '../../session.ts'
import { typedIn } from '../../typed.ts'
import { useSending } from '../../use-sending.ts'
import { type RerouteTyped, rerouteFaults, rerouteOf } from './reroute-typed.ts'

const BACK = { href: '/partnership/networks', text: 'Back to networks and partners' }

/** Another way for the mail of a partner. It never leaves in clear, nor to a server that cannot prove itself. */
export default function Reroute() {
  const { domain = '' } = useRoute().params
  const [said, setSaid] = useState<string | null>(null)
  const { errors, busy, send } = useSending()
  if (said !== null)
    return (
      <Page title="Another way is laid down" back={BACK}>
        <NotificationBanner id="said" title="Success" success>
          <p class="govuk-notification-banner__heading">{said}</p>
        </NotificationBanner>
        <h2 class="govuk-heading-m">What happens next</h2>
        <p class="govuk-body">
          Within about a second nothing more is begun by the old way; what is under way is finished. Send a
          test to see whether mail goes the new one.
        </p>
      </Page>
    )
  const submit = async (form: HTMLFormElement) => {
    const asked = { typed: typedIn(form), pem: await pemIn(form) }
    await send(rerouteFaults(asked), async () =>
      setSaid(await atDesk().reroutePartner(domain, rerouteOf(asked))),
    )
  }
  const file = (
    <FileUpload
      id="pem"
      label="The file with the certificate"
      hint="A PEM file, such as mx2.pem."
      accept=".pem,.crt,.cer"
      error={errorOf(errors, 'pem')}
    />
  )
  const host = (
    <>
      <TextInput
        id="host"
        label="Which host takes its mail?"
        hint="Such as mx2.agency.example."
        autocomplete="off"
        error={errorOf(errors, 'host')}
      />
      <TextInput
        id="port"
        label="Port"
        value="25"
        width="10"
        autocomplete="off"
        error={errorOf(errors, 'port')}
      />
      <Radios
        id="known"
        label="By what is the host known?"
        choices={[
          { value: 'public', text: 'By its name and public authorities' },
          { value: 'certificate', text: 'By this one certificate', reveals: file },
          { value: 'authority', text: 'By an authority of the partner’s own', reveals: file },
        ]}
        error={errorOf(errors, 'known')}
      />
    </>
  )
  return (
    <Page title="Lay down another way to a partner" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void submit(event.currentTarget)
          }}
        >
          <p class="govuk-body">
            For mail to {domain}. It never leaves in clear, nor to a server that cannot prove itself.
          </p>
          <Radios
            id="by"
            label="Which way does its mail go?"
            choices={[
              { value: 'host', text: 'To a host that you name', reveals: host },
              {
                value: 'mx',
                text: 'By the domain’s own mail servers (MX)',
                hint: 'Under its MTA-STS policy alone, which says which servers are its own.',
              },
            ]}
            error={errorOf(errors, 'by')}
          />
          <Button busy={busy}>Lay down this way</Button>
        </form>
      </div>
    </Page>
  )
}

async function pemIn(form: HTMLFormElement): Promise<RerouteTyped['pem']> {
  const file = new FormData(form).get('pem')
  if (!(file instanceof File) || file.size === 0) return null
  // Of a file that is too large nothing is read.
  return { size: file.size, text: file.size > 1_000_000 ? '' : await file.text() }
}
