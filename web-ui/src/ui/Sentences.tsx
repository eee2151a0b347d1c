import { Title } from "@patternfly/react-core";

/** Sentences under a heading; nothing where there are none. */
export const Sentences = ({ title, sentences }: { title: string; sentences: readonly string[] }) =>
  sentences.length === 0 ? null : (
    <section className="pl-stack-tight">
      <Title headingLevel="h3">{title}</Title>
      <ul className="pl-sentences">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
