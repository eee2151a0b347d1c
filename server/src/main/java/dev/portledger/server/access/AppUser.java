package dev.portledger.server.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.security.jpa.Password;
import io.quarkus.security.jpa.Roles;
import io.quarkus.security.jpa.UserDefinition;
import io.quarkus.security.jpa.Username;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.SQLRestriction;

/** Somebody who may sign in. One who is disabled isn't found, at sign-in and in every session. */
@Entity
@Table(name = "app_user")
@UserDefinition
@SQLRestriction("not disabled")
public class AppUser extends PanacheEntityBase {

    @Id
    @Username
    @Column(name = "user_name")
    String userName;

    /** bcrypt in modular crypt format. */
    @Password
    String password;

    /** Comma-separated, {@link Role#text}. */
    @Roles
    String roles;
}
