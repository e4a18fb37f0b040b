import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import * as z from 'zod';
import { meQuery } from './api/accounts.ts';
import { OpeningPage } from './components/opening-page.tsx';
import { SignedOut } from './components/signed-out.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

/** Only a path of our own: an address with a host in it would lead people who sign in to another site. */
const ownPath = z
  .string()
  .max(4000)
  .regex(/^\/(?![/\\])/)
  .optional()
  .catch(undefined);

const nextPath = z.object({ next: ownPath });

const signedOut = createRoute({
  getParentRoute: () => root,
  id: 'signed-out',
  validateSearch: nextPath,
  component: SignedOut,
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me) {
      const next = location.href === '/' ? undefined : location.href;
      throw redirect({ to: '/sign-in', search: { next }, replace: true });
    }
    return { me };
  },
  pendingComponent: OpeningPage,
  pendingMs: 100,
  // The page goes as soon as the answer is there.
  pendingMinMs: 0,
});

const shell = createRoute({
  getParentRoute: () => signedIn,
  id: 'shell',
  component: lazyRouteComponent(() => import('./components/app-shell.tsx'), 'AppShell'),
});

const connectSearch = z.object({
  url: z.string().max(2000).optional().catch(undefined),
  name: z.string().max(80).optional().catch(undefined),
  /** Where the platform was missing. */
  back: ownPath,
});

const newTutorialSearch = z.object({
  connection: z.string().optional().catch(undefined),
  /** What was typed so far, which may still be too long. */
  goal: z.string().max(2000).optional().catch(undefined),
});

export const routeTree = root.addChildren([
  signedOut.addChildren([
    createRoute({ getParentRoute: () => signedOut, path: '/sign-in', component: SignInPage }),
    createRoute({
      getParentRoute: () => signedOut,
      path: '/sign-up',
      component: lazyRouteComponent(() => import('./pages/sign-up-page.tsx'), 'SignUpPage'),
    }),
  ]),
  signedIn.addChildren([
    shell.addChildren([
      createRoute({
        getParentRoute: () => shell,
        path: '/',
        component: lazyRouteComponent(() => import('./pages/home-page.tsx'), 'HomePage'),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: '/new',
        validateSearch: newTutorialSearch,
        component: lazyRouteComponent(() => import('./pages/new-tutorial-page.tsx'), 'NewTutorialPage'),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: '/jobs/$jobId',
        component: lazyRouteComponent(() => import('./pages/progress-page.tsx'), 'ProgressPage'),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: '/tutorials/$tutorialId',
        component: lazyRouteComponent(() => import('./pages/tutorial-page.tsx'), 'TutorialPage'),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: '/tutorials/$tutorialId/changes',
        component: lazyRouteComponent(() => import('./pages/changes-page.tsx'), 'ChangesPage'),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: '/tutorials/$tutorialId/share',
        component: lazyRouteComponent(() => import('./pages/share-page.tsx'), 'SharePage'),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: '/platforms',
        component: lazyRouteComponent(() => import('./pages/platforms-page.tsx'), 'PlatformsPage'),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: '/platforms/connect',
        validateSearch: connectSearch,
        component: lazyRouteComponent(() => import('./pages/connect-page.tsx'), 'ConnectPage'),
      }),
    ]),
  ]),
  createRoute({
    getParentRoute: () => root,
    path: '/s/$token',
    component: lazyRouteComponent(() => import('./pages/shared-page.tsx'), 'LinkedPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/showcase',
    component: lazyRouteComponent(() => import('./pages/showcase-page.tsx'), 'ShowcasePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/showcase/$tutorialId',
    component: lazyRouteComponent(() => import('./pages/shared-page.tsx'), 'PublishedPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/operators',
    component: lazyRouteComponent(() => import('./pages/operators-page.tsx'), 'OperatorsPage'),
  }),
  ...(import.meta.env.DEV
    ? [
        createRoute({
          getParentRoute: () => root,
          path: '/ui',
          component: lazyRouteComponent(() => import('./pages/ui-page.tsx'), 'UiPage'),
        }),
      ]
    : []),
]);
