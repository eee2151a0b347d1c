import { Link } from "react-router";
import { PageHeader } from "../ui/PageHeader";

export default function NotFound() {
  return (
    <div className="pl-stack">
      <PageHeader title="Page not found" />
      <p>
        Nothing is at this address. Look for a port on <Link to="/ports">Ports</Link>, or start at the{" "}
        <Link to="/">Overview</Link>.
      </p>
    </div>
  );
}
