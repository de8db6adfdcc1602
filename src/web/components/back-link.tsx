export const BackLink = ({ href, text }: { href: string; text: string }) => (
  <a class="govuk-back-link" href={href}>
    {text}
  </a>
)
