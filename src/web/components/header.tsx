import { lock, signOut, stage } from '../session.ts'

/** The name of the service, and for whoever is signed in: who that is, and the way out. */
export function Header() {
  const { value } = stage
  return (
    <header class="app-header">
      <div class="govuk-width-container">
        <a class="app-header__name" href="/">
          Despatch
        </a>
        {value.at === 'out' ? null : (
          <div class="app-header__person">
            <span>{value.person.login}</span>
            <button
              type="button"
              class="app-header__action"
              onClick={() => lock('You locked Despatch. Sign in to go on where you were.')}
            >
              Lock
            </button>
            <button type="button" class="app-header__action" onClick={() => void signOut()}>
              Sign out
            </button>
          </div>
        )}
      </div>
    </header>
  )
}
