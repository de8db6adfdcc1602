import { serviceOrigin } from '../service-origin.ts'
import { stage } from '../session.ts'

/** What stands below every page. */
export const Footer = () => (
  <footer class="govuk-footer">
    <div class="govuk-width-container">
      <div class="govuk-footer__meta">
        <div class="govuk-footer__meta-item govuk-footer__meta-item--grow">
          <h2 class="govuk-visually-hidden">Support links</h2>
          <ul class="govuk-footer__inline-list">
            {stage.value.at === 'in' ? <Item href="/about">About this program</Item> : null}
            <Item href={atService('/docs/api')}>The API</Item>
            <Item href={atService('/help/unencrypted-mail')}>Why mail came back</Item>
          </ul>
          <p class="govuk-body-s">
            What you open here is opened in this browser. Nothing of it is kept but its words, sealed to your
            own key, so that you can search for them. Your agency’s Designated Liaison Officer (DLO) can help
            when you cannot sign in.
          </p>
        </div>
      </div>
    </div>
  </footer>
)

const Item = ({ href, children }: { href: string; children: string }) => (
  <li class="govuk-footer__inline-list-item">
    <a class="govuk-footer__link" href={href}>
      {children}
    </a>
  </li>
)

/** A page that the service has, also where another origin serves this one. */
const atService = (path: string): string => new URL(path, serviceOrigin()).href
