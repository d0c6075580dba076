<?xml version="1.0" encoding="UTF-8"?>
<!--
  What agents tell besides what `ocs` maps: more of the machine itself, all its components, printers, software.

  Identity of a component: its Code, made of what stays the same from night to night: its serial number, else the address,
  the slot, the letter, the name. Components of one machine that are alike in that are numbered.
  Left out: what changes by itself (free space, speeds and states of lines, the time since the start), interfaces and file
  systems that come and go with containers, drives and printers that are not the machine's own.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="exsl str">
  <xsl:include href="components.xsl"/>
  <xsl:include href="printers.xsl"/>

  <xsl:key name="system-of" match="/inventory/system" use="hardware_id"/>

  <xsl:template match="/inventory/device" mode="more-attributes">
    <xsl:variable name="system" select="key('system-of', device)[1]"/>
    <ComputerDescription>
      <!-- the OCS agent for Unix writes its architecture and how long the machine has been up -->
      <xsl:if test="not(contains(translate(description, '0123456789', '##########'), '/##-##-## ##:##:##'))"><xsl:value-of select="normalize-space(description)"/></xsl:if>
    </ComputerDescription>
    <OSComment><xsl:value-of select="normalize-space(oscomments)"/></OSComment>
    <RegisteredCompany><xsl:value-of select="normalize-space($system/wincompany)"/></RegisteredCompany>
    <ProductId><xsl:value-of select="normalize-space($system/winprodid)"/></ProductId>
    <LastUser><xsl:value-of select="normalize-space(userid)"/></LastUser>
    <UserDomain><xsl:value-of select="normalize-space($system/userdomain)"/></UserDomain>
    <Architecture><xsl:value-of select="normalize-space(arch)"/></Architecture>
    <Chassis><xsl:call-template name="known"><xsl:with-param name="value" select="chassis"/></xsl:call-template></Chassis>
    <AssetTag><xsl:call-template name="known"><xsl:with-param name="value" select="assettag"/></xsl:call-template></AssetTag>
    <BIOSManufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="$system/biosmanufacturer"/></xsl:call-template></BIOSManufacturer>
    <BIOSVersion><xsl:call-template name="known"><xsl:with-param name="value" select="biosversion"/></xsl:call-template></BIOSVersion>
    <BIOSDate><xsl:call-template name="known"><xsl:with-param name="value" select="$system/biosdate"/></xsl:call-template></BIOSDate>
    <BoardManufacturer><xsl:call-template name="known"><xsl:with-param name="value" select="$system/boardmanufacturer"/></xsl:call-template></BoardManufacturer>
    <BoardModel><xsl:call-template name="known"><xsl:with-param name="value" select="$system/boardmodel"/></xsl:call-template></BoardModel>
    <BoardSerialNumber><xsl:call-template name="known"><xsl:with-param name="value" select="$system/boardserial"/></xsl:call-template></BoardSerialNumber>
    <DefaultGateway><xsl:value-of select="normalize-space($system/defaultgateway)"/></DefaultGateway>
    <DNS><xsl:value-of select="normalize-space($system/dns)"/></DNS>
    <Swap><xsl:call-template name="number"><xsl:with-param name="value" select="$system/swap"/></xsl:call-template></Swap>
  </xsl:template>

  <xsl:template match="/inventory/device" mode="more-parts">
    <xsl:param name="tag"/>
    <xsl:variable name="machine" select="device"/>
    <xsl:variable name="parts">
      <xsl:apply-templates select="/inventory/*[hardware_id = $machine]" mode="component">
        <xsl:with-param name="tag" select="$tag"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:for-each select="exsl:node-set($parts)/*">
      <xsl:variable name="class" select="local-name()"/>
      <xsl:variable name="before" select="count(preceding-sibling::*[local-name() = $class and Code = current()/Code])"/>
      <xsl:copy>
        <xsl:copy-of select="@*"/>
        <Code>
          <xsl:value-of select="Code"/>
          <xsl:if test="$before &gt; 0"><xsl:value-of select="concat('#', $before + 1)"/></xsl:if>
        </Code>
        <xsl:copy-of select="*[not(self::Code)]"/>
      </xsl:copy>
    </xsl:for-each>
    <xsl:apply-templates select="/inventory/printer[hardware_id = $machine]" mode="network-printer"/>
    <xsl:apply-templates select="/inventory/software[hardware_id = $machine]"/>
    <xsl:apply-templates select="/inventory/virtual[hardware_id = $machine]"/>
  </xsl:template>

  <!-- only titles that the CMDB knows come here: views.json says so. OCS calls what nobody told it Unavailable -->
  <xsl:template match="/inventory/software">
    <Software domain="ComputerSoftware" domaindirection="directed" isshared="true" identify="Description,Version">
      <Description><xsl:value-of select="normalize-space(name)"/></Description>
      <Publisher><xsl:call-template name="known"><xsl:with-param name="value" select="publisher[. != 'Unavailable']"/></xsl:call-template></Publisher>
      <Version><xsl:call-template name="known"><xsl:with-param name="value" select="version[. != 'Unavailable']"/></xsl:call-template></Version>
    </Software>
  </xsl:template>

  <!-- a guest is a computer that reports itself: only the relation is made. Containers have no UUID of their own -->
  <xsl:template match="/inventory/virtual">
    <xsl:variable name="digits" select="translate(normalize-space(uuid), '-{}', '')"/>
    <xsl:if test="string-length($digits) = 32 and translate($digits, '0123456789abcdefABCDEF', '') = ''">
      <Computer domain="ComputerGuests" domaindirection="directed" isreference="true" identify="UUID">
        <UUID><xsl:value-of select="normalize-space(uuid)"/></UUID>
      </Computer>
    </xsl:if>
  </xsl:template>

  <!-- rows that are no component of their own -->
  <xsl:template match="*" mode="component"/>
</xsl:stylesheet>
