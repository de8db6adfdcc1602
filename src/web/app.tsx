import { useEffect, useState } from 'preact/hooks'
import { LocationProvider, Route, Router, useLocation } from 'preact-iso'
import { worksWithReferrals } from './auditor.ts'
import { Footer } from './components/footer.tsx'
import { Header } from './components/header.tsx'
import { IdleLock } from './components/idle-lock.tsx'
import { ServiceNavigation } from './components/service-navigation.tsx'
import { useListening } from './live.ts'
import { Enrol } from './pages/enrol/enrol.tsx'
import { HandlingStatement } from './pages/handling/handling.tsx'
import { NoContent } from './pages/no-content/no-content.tsx'
import { NotFound } from './pages/not-found/not-found.tsx'
import { SignIn } from './pages/sign-in/sign-in.tsx'
import { homeOf, INVITATION, OWN_PATHS, PAGES, type Page } from './routes.ts'
import { leave, stage } from './session.ts'
import { KeepCounts } from './waiting-counts.tsx'
import type { SignedIn } from './worker/open-session.ts'

/** The whole client: nothing but the sign-in page until somebody is signed in, whatever the address. */
export function App() {
  const [times, setTimes] = useState(0)
  useEffect(() => {
    // Whoever goes to another site, or back from it, finds nothing here, nor what was typed to sign in.
    const hide = () => {
      leave()
      setTimes((known) => known + 1)
    }
    addEventListener('pagehide', hide)
    return () => removeEventListener('pagehide', hide)
  }, [])
  const { value } = stage
  return (
    <LocationProvider scope={OWN_PATHS}>
      <a href="#main-content" class="govuk-skip-link">
        Skip to main content
      </a>
      <Header />
      {value.at === 'out' ? (
        <Outside key={times} />
      ) : (
        <>
          <IdleLock />
          {value.at === 'statement' ? (
            <HandlingStatement told={value.told} />
          ) : (
            <>
              {worksWithReferrals(value.person) ? <Live /> : null}
              <ServiceNavigation person={value.person} />
              <Pages person={value.person} />
            </>
          )}
        </>
      )}
      <Footer />
    </LocationProvider>
  )
}

/** What is told while somebody is at work: that something has changed, and how much waits. */
function Live() {
  useListening()
  return <KeepCounts />
}

/** Signing in, or at the address of an invitation, enrolling. */
const Outside = () => (useLocation().path === INVITATION ? <Enrol /> : <SignIn />)

function Pages({ person }: Pick<SignedIn, 'person'>) {
  const { path, route } = useLocation()
  useEffect(() => {
    if (path === '/') route(homeOf(person), true)
  }, [path])
  if (path === '/') return null
  // The router would decode it, and break over it.
  if (!canBeDecoded(path)) return <NotFound />
  return (
    <Router>
      {PAGES.map((page) => (
        <Route
          key={page.path}
          path={page.path}
          component={isWithout(page, person) ? NoContent : page.component}
        />
      ))}
      <Route default component={NotFound} />
    </Router>
  )
}

function canBeDecoded(path: string): boolean {
  try {
    // Asked for, since a call whose outcome nobody uses is left out of the build.
    return decodeURIComponent(path) !== ''
  } catch {
    return false
  }
}

/** Whoever does not work with referrals is told so where they would look for them. */
const isWithout = (page: Page, person: SignedIn['person']): boolean =>
  page.for === worksWithReferrals && !worksWithReferrals(person)
