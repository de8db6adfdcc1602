import { Button } from '../../components/button.tsx'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { saveFile } from '../../save-file.ts'
import { serviceOrigin } from '../../service-origin.ts'
import type { NewKit } from '../../worker/enrol.ts'

/** The kit, to be printed or saved. It is nowhere else. */
export function KeepKit({ kit, login, onKept }: { kit: NewKit; login: string; onKept(): void }) {
  return (
    <Page title="Keep your recovery kit">
      <WarningText>These 12 words are shown this once. Nobody can give them to you again.</WarningText>
      <KitWords kit={kit} login={login} />
      <div class="govuk-button-group">
        <Button secondary onClick={() => print()}>
          Print this page
        </Button>
        <Button secondary onClick={() => saveFile([kit.text], 'despatch-kit.txt')}>
          Download the kit
        </Button>
      </div>
      <InsetText>
        A printed kit is safest: keep it locked up, apart from this machine. If you download it, print the
        file and delete it. Whoever has the words and your passphrase can act as you.
      </InsetText>
      <Button onClick={onKept}>I have kept it, continue</Button>
    </Page>
  )
}

/** The words with their numbers, and for whom they are. */
export const KitWords = ({ kit, login }: { kit: NewKit; login: string }) => (
  <>
    <p class="govuk-body">
      For the sign-in name {login} at {new URL(serviceOrigin()).host}. You need them, with your passphrase,
      each time that you sign in in a browser or on a new machine.
    </p>
    <ol class="govuk-list govuk-list--number app-kit" aria-label="The words of your kit">
      {kit.words.map((word, at) => (
        <li key={at}>{word}</li>
      ))}
    </ol>
  </>
)
