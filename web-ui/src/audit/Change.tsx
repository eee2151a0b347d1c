import { besidesChange, changesOf, type FieldChange } from "./change";

const WORDS = { added: "added", removed: "removed", changed: "changed", same: "unchanged" };

function Row({ change: { name, kind, before, after } }: { change: FieldChange }) {
  return (
    <tr data-change={kind}>
      <th scope="row">{name}</th>
      <td>{WORDS[kind]}</td>
      <td>{before === undefined ? "—" : kind === "same" ? before : <del>{before}</del>}</td>
      <td>{after === undefined ? "—" : kind === "same" ? after : <ins>{after}</ins>}</td>
    </tr>
  );
}

/** An entry's detail: for a change the fields before and after, side by side, and what else it says. */
export function Change({ detail }: { detail: Readonly<Record<string, unknown>> }) {
  const changes = changesOf(detail);
  const rest = changes === undefined ? detail : besidesChange(detail);
  return (
    <>
      {changes !== undefined && (
        <table className="pl-change">
          <caption>What was changed</caption>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Change</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <Row key={change.name} change={change} />
            ))}
          </tbody>
        </table>
      )}
      {(changes === undefined || Object.keys(rest).length > 0) && (
        <pre className="pl-json">{JSON.stringify(rest, null, 2)}</pre>
      )}
    </>
  );
}
