import { Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import type { ComponentType } from "react";
import { useNavigate, useParams } from "react-router";
import { PageHeader } from "../ui/PageHeader";
import { AccountPanel } from "./AccountPanel";
import { HostPolicies } from "./HostPolicies";
import { RulesPanel } from "./RulesPanel";
import { SignInPanel } from "./SignInPanel";
import { TokensPanel } from "./TokensPanel";
import { UsersPanel } from "./UsersPanel";
import { ForAdmins } from "./ForAdmins";

interface Section {
  path: string;
  name: string;
  Panel: ComponentType;
}

const Users = () => (
  <ForAdmins what="the users">
    <UsersPanel />
  </ForAdmins>
);

const ACCOUNT: Section = { path: "account", name: "My account", Panel: AccountPanel };
const ApprovalRules = () => <RulesPanel kind="APPROVAL" />;
const ProtectedThings = () => (
  <div className="pl-stack">
    <RulesPanel kind="PROTECTED" />
    <HostPolicies />
  </div>
);

/** Each at an address of its own, /settings/users. */
const SECTIONS: readonly Section[] = [
  ACCOUNT,
  { path: "tokens", name: "Tokens", Panel: TokensPanel },
  { path: "users", name: "Users", Panel: Users },
  { path: "rules", name: "Approval rules", Panel: ApprovalRules },
  { path: "protected", name: "Protected things", Panel: ProtectedThings },
  { path: "sign-in", name: "Sign-in", Panel: SignInPanel },
];

export default function SettingsPage() {
  const { section } = useParams();
  const navigate = useNavigate();
  const at = SECTIONS.find(({ path }) => path === section) ?? ACCOUNT;
  return (
    <div className="pl-stack">
      <PageHeader title="Settings" />
      <Tabs activeKey={at.path} onSelect={(_, key) => void navigate(`/settings/${key}`)} aria-label="Settings">
        {SECTIONS.map(({ path, name, Panel }) => (
          <Tab key={path} eventKey={path} title={<TabTitleText>{name}</TabTitleText>} aria-label={name}>
            {path === at.path && (
              <div className="pl-panel">
                <Panel />
              </div>
            )}
          </Tab>
        ))}
      </Tabs>
    </div>
  );
}
