// What is asked of an identity provider and what is believed of its answers, with a provider that a test speaks for.
// With a real one: tests/service/single_sign_on.test.mjs.

#include "app/memory_accounts.hpp"
#include "http/single_sign_on.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

namespace bandian::http {
namespace {

struct StoppedTime : app::Time {
    app::Instant now() const override { return {}; }
};

class Vouched : public app::MemoryAccounts {
public:
    std::optional<app::Account> account_of_subject(const std::string& subject) override { return account(subject); }
};

std::string base64url(const std::string& text) {
    std::string out(sodium_base64_encoded_len(text.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    sodium_bin2base64(out.data(), out.size(), bytes, text.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out.pop_back();
    return out;
}

std::string parameter_in(const std::string& url, const std::string& name) {
    const auto from = url.find(name + '=') + name.size() + 1;
    return url.substr(from, url.find('&', from) - from);
}

class ByProvider : public testing::Test {
protected:
    static constexpr const char* issuer = "https://id.example";

    ByProvider() {
        store_.put_account({{"lin", "林", "power-supply", {app::Role::manager}, {}, {}}, {}, true}, {}, {}, {});
        ProviderOptions options{
            issuer, "bandian", "s:3cret", "https://desk.example", {}, {}, [] { return app::Instant{}; }};
        options.fetch = [this](const std::string& url, const std::string& form, const std::string& authorization) {
            return answer(url, form, authorization);
        };
        sign_on_ = std::make_unique<SingleSignOn>(accounts_, std::move(options));
    }

    std::optional<std::string> answer(const std::string& url, const std::string& form,
                                      const std::string& authorization) {
        if (url.find(".well-known") != std::string::npos) {
            ++discoveries_;
            return metadata_.is_null() ? std::nullopt : std::optional{metadata_.dump()};
        }
        form_ = form;
        authorization_ = authorization;
        return Json{{"id_token", "e30." + base64url(claims_.dump()) + ".x"}}.dump();
    }

    /// The request with which a browser comes back that left with `reply`.
    Request back_from(const Reply& reply) {
        Request request;
        request.query = {{"state", parameter_in(reply.location, "state")}, {"code", "c"}};
        request.cookie = reply.set_cookies.at(0).substr(0, reply.set_cookies.at(0).find(';'));
        claims_["nonce"] = parameter_in(reply.location, "nonce");
        return request;
    }
    int signed_in() { return sign_on_->come_back(back_from(sign_on_->leave({}))).status; }

    Json metadata_{{"issuer", issuer},
                   {"authorization_endpoint", "https://id.example/auth"},
                   {"token_endpoint", "https://id.example/token"}};
    Json claims_{{"iss", issuer}, {"aud", "bandian"}, {"sub", "lin"}, {"exp", 3600}};
    int discoveries_ = 0;
    std::string form_, authorization_;
    Vouched store_;
    StoppedTime time_;
    app::Accounts accounts_{store_, time_};
    std::unique_ptr<SingleSignOn> sign_on_;
};

TEST_F(ByProvider, the_secret_goes_in_a_header_unless_the_form_alone_is_taken) {
    EXPECT_EQ(signed_in(), 200);
    EXPECT_EQ(authorization_, "Basic YmFuZGlhbjpzJTNBM2NyZXQ=") << "bandian:s%3A3cret";
    EXPECT_EQ(form_.find("client_secret"), std::string::npos);
    metadata_["token_endpoint_auth_methods_supported"] = {"client_secret_post"};
    SingleSignOn form_only{accounts_,
                           {issuer,
                            "bandian",
                            "s:3cret",
                            "https://desk.example",
                            [this](const std::string& url, const std::string& form, const std::string& header) {
                                return answer(url, form, header);
                            },
                            {},
                            [] { return app::Instant{}; }}};
    EXPECT_EQ(form_only.come_back(back_from(form_only.leave({}))).status, 200);
    EXPECT_EQ(authorization_, "");
    EXPECT_NE(form_.find("client_secret=s%3A3cret"), std::string::npos);
}

TEST_F(ByProvider, a_token_that_was_given_to_another_party_is_not_believed) {
    claims_["azp"] = "another";
    EXPECT_EQ(signed_in(), 401);
    claims_["azp"] = "bandian";
    EXPECT_EQ(signed_in(), 200);
    claims_["aud"] = {"bandian", "another"};
    EXPECT_EQ(signed_in(), 200);
    claims_.erase("azp");
    EXPECT_EQ(signed_in(), 401) << "of several audiences it must say whom it was given to";
    claims_["aud"] = {"bandian"};
    EXPECT_EQ(signed_in(), 200);
    claims_["aud"] = "another";
    EXPECT_EQ(signed_in(), 401);
}

TEST_F(ByProvider, who_left_comes_back_once_and_no_state_of_another_takes_that_from_him) {
    const Request back = back_from(sign_on_->leave({}));
    Request forged = back;
    forged.query["state"] = "made up";
    const Reply refused = sign_on_->come_back(forged);
    EXPECT_EQ(refused.status, 401);
    EXPECT_TRUE(refused.set_cookies.empty()) << "his cookie stays";
    const Reply first = sign_on_->come_back(back);
    EXPECT_EQ(first.status, 200);
    ASSERT_EQ(first.set_cookies.size(), 2u);
    EXPECT_NE(first.set_cookies[1].find("__Host-bandian-oidc=; "), std::string::npos);
    EXPECT_EQ(sign_on_->come_back(back).status, 401);
}

TEST_F(ByProvider, the_session_that_the_browser_had_when_it_left_ends_once_somebody_is_back) {
    const Reply first = sign_on_->come_back(back_from(sign_on_->leave({})));
    const std::string cookie = first.set_cookies.at(0).substr(0, first.set_cookies.at(0).find(';'));
    const std::string secret = cookie.substr(cookie.find('=') + 1);
    ASSERT_TRUE(accounts_.who(secret, {}, {}));
    Request leaving;
    leaving.cookie = cookie;
    const Reply left = sign_on_->leave(leaving);
    EXPECT_EQ(left.set_cookies.at(0).find(secret), std::string::npos) << "the journey's cookie is sealed";
    EXPECT_TRUE(accounts_.who(secret, {}, {})) << "who turns back half way is still signed in";
    const Reply back = sign_on_->come_back(back_from(left));
    ASSERT_EQ(back.status, 200);
    EXPECT_FALSE(accounts_.who(secret, {}, {}));
    const std::string next = back.set_cookies.at(0).substr(0, back.set_cookies.at(0).find(';'));
    EXPECT_TRUE(accounts_.who(next.substr(next.find('=') + 1), {}, {}));
}

TEST_F(ByProvider, a_failure_is_remembered_for_a_while) {
    metadata_ = nullptr;
    for (int i = 0; i < 5; ++i) {
        const Reply reply = sign_on_->leave({});
        EXPECT_EQ(reply.status, 503);
        EXPECT_GT(reply.retry_after, 0);
    }
    EXPECT_EQ(discoveries_, 1);
}

}  // namespace
}  // namespace bandian::http
