package dev.portledger.server.approval;

import dev.portledger.server.access.Role;
import dev.portledger.server.error.RequestBody;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Who has to agree to which stops. Everybody may read the rules; admins change them. */
@Path("/api/approval-rules")
@Blocking
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Rules", description = "Who has to agree to what, and what nobody may stop")
public class ApprovalRuleResource {

    private static final PolicyRule.Kind KIND = PolicyRule.Kind.APPROVAL;

    private final RuleDesk desk;

    ApprovalRuleResource(RuleDesk desk) {
        this.desk = desk;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "approvalRules",
            summary = "Who has to agree to which stops: the latest version of each rule")
    public RuleView.Page list() throws SQLException {
        return desk.list(KIND);
    }

    @GET
    @Path("/{ruleId}/versions")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "approvalRuleVersions", summary = "All versions of a rule, the latest first")
    public RuleView.Versions versions(@PathParam("ruleId") String ruleId) throws SQLException {
        return desk.versions(KIND, ruleId);
    }

    @POST
    @ResponseStatus(201)
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(operationId = "makeApprovalRule", summary = "Make a rule")
    public RuleView make(Optional<RuleDraft> body) throws SQLException {
        return desk.make(KIND, RequestBody.present(body));
    }

    @PUT
    @Path("/{ruleId}")
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(operationId = "changeApprovalRule", summary = "Let another version of a rule follow")
    public RuleView change(@PathParam("ruleId") String ruleId, Optional<RuleDraft> body) throws SQLException {
        return desk.change(KIND, ruleId, RequestBody.present(body));
    }

    @POST
    @Path("/{ruleId}/retire")
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(operationId = "retireApprovalRule", summary = "Retire a rule; it stays in the history")
    public RuleView retire(@PathParam("ruleId") String ruleId, Optional<RuleView.Retirement> body) throws SQLException {
        return desk.retire(KIND, ruleId, RequestBody.present(body));
    }
}
