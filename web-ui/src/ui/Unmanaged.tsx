import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";

const TEXT = "Runs outside any service or container: nothing restarts it, and nothing stops it in order";

export const Unmanaged = () => (
  <span role="img" aria-label={TEXT} title={TEXT} className="pl-warning">
    <ExclamationTriangleIcon />
  </span>
);
