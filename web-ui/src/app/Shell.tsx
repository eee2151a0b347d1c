import {
  Button,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadMain,
  MastheadToggle,
  Nav,
  NavItem,
  NavList,
  Page,
  PageSection,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
} from "@patternfly/react-core";
import BarsIcon from "@patternfly/react-icons/dist/esm/icons/bars-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { Suspense, useState } from "react";
import { Link, Outlet, useLocation } from "react-router";
import { StopLauncher } from "../stop/StopLauncher";
import { Loading } from "../ui/PageStates";
import { AccountMenu } from "./AccountMenu";
import { LiveState } from "./LiveState";
import { PAGES } from "./pages";
import { Palette } from "./Palette";
import { ShortcutsHelp } from "./ShortcutsHelp";
import { ThemeMenu } from "./ThemeMenu";
import { useShortcuts } from "./useShortcuts";

const MAIN = "main-content";

const isAt = (path: string, location: string) =>
  path === "/" ? location === "/" : location === path || location.startsWith(`${path}/`);

function Navigation() {
  const { pathname } = useLocation();
  return (
    <Nav aria-label="Main">
      <NavList>
        {PAGES.map(({ path, name }) => (
          <NavItem key={path} isActive={isAt(path, pathname)}>
            <Link to={path} aria-current={isAt(path, pathname) ? "page" : undefined}>
              {name}
            </Link>
          </NavItem>
        ))}
      </NavList>
    </Nav>
  );
}

/** What is around every page: masthead, navigation, the stop drawer, palette and shortcuts. */
export function Shell() {
  const [overlay, setOverlay] = useState<"palette" | "help">();
  useShortcuts({ palette: () => setOverlay("palette"), help: () => setOverlay("help") });
  const close = () => setOverlay(undefined);
  const masthead = (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton aria-label="Navigation" isHamburgerButton={false}>
            <BarsIcon />
          </PageToggleButton>
        </MastheadToggle>
        <MastheadBrand>
          <Link to="/" className="pl-brand">
            <img src="/portledger.svg" alt="" width="28" height="28" /> Portledger
          </Link>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <div className="pl-masthead">
          <LiveState />
          <Button
            variant="plain"
            icon={<SearchIcon />}
            aria-label="Command palette"
            onClick={() => setOverlay("palette")}
          />
          <ThemeMenu />
          <AccountMenu onHelp={() => setOverlay("help")} />
        </div>
      </MastheadContent>
    </Masthead>
  );
  return (
    <StopLauncher>
      <Page
        masthead={masthead}
        sidebar={
          <PageSidebar>
            <PageSidebarBody>
              <Navigation />
            </PageSidebarBody>
          </PageSidebar>
        }
        isManagedSidebar
        skipToContent={<SkipToContent href={`#${MAIN}`}>Skip to content</SkipToContent>}
        mainContainerId={MAIN}
      >
        <PageSection isFilled>
          <Suspense fallback={<Loading what="the page" />}>
            <Outlet />
          </Suspense>
        </PageSection>
      </Page>
      {overlay === "palette" && <Palette onClose={close} onHelp={() => setOverlay("help")} />}
      {overlay === "help" && <ShortcutsHelp onClose={close} />}
    </StopLauncher>
  );
}
